"""The game: what is asked, the paper, and how it ended. The same on its own page and on the stage."""

from __future__ import annotations

import time
from dataclasses import replace

import streamlit as st

from ...digits import sheets
from ...language import _
from ...reading.reader import Reader, Reading, State
from ...runs.run import Run
from ...visitors.game import Game, Round, new_game
from ...visitors.own_digits import OwnDigit
from .. import escape
from .. import state as ui_state
from ..components import gallery, prompt
from ..components.registry import FOLDER
from ..paper import paper
from ..paper import state as paper_state
from ..yours import own_digits
from . import state, words
from .state import Play


def start() -> None:
    state.set_play(state.play().rematch(new_game(ui_state.random_generator(), time.monotonic())))
    clear()


def new_paper(game: Game) -> None:
    state.set_play(replace(state.play(), game=game))
    clear()


def clear() -> None:
    paper_state.new_canvas(paper=paper_state.GAME)


def drawn() -> Reading:
    """The answer to what is on the game's paper."""
    return paper_state.drawing(paper_state.GAME).reading or Reading(State.EMPTY)


def go_on(pause: float = 0.0) -> None:
    new_paper(state.play().game.go_on(drawn(), time.monotonic(), pause))


def end() -> None:
    new_paper(state.play().game.give_up(drawn(), time.monotonic()))


def note(rounds: tuple[Round, ...], run_id: str) -> None:
    """Put the digits of a game among the visitor's own, labelled by what was asked."""
    drawn = [(round_.asked, round_.reading) for round_ in rounds if round_.reading.digit is not None]
    own_digits.note_all(tuple(OwnDigit(r.digit, asked, r.label, r.confidence, run_id) for asked, r in drawn))
    state.set_play(replace(state.play(), is_noted=True))


def show_start(reader: Reader, run: Run) -> None:
    """The table as it is laid for the first round."""
    told, sheet = st.columns([1.5, 1], gap="large", vertical_alignment="top")
    with told:
        st.title(_("Ten digits against the clock"), anchor=False)
        st.markdown(_("Draw the digit you're asked for. Once it's read correctly, the next one comes."))
        _start_button()
        st.markdown(words.rules())
        st.caption(f"{words.reads(escape.in_markdown(run.title))} {_('Warm up on the paper if you like.')}")
    with sheet:
        paper.show_paper(reader, run.run_id, paper_state.GAME, is_guided=False)


def _start_button() -> None:
    st.button(_("Start"), icon=":material/play_arrow:", key="game_start", on_click=start, type="primary")


def show_round(reader: Reader, run_id: str) -> None:
    asked, sheet = st.columns([1.5, 1], gap="large", vertical_alignment="top")
    with sheet:
        drawing = paper.show_paper(reader, run_id, paper_state.GAME, is_guided=False)
        st.button(_("Next digit"), icon=":material/skip_next:", key="game_next", on_click=go_on)
    game, reading = state.play().game, drawn()
    with asked:
        heard = prompt.show_prompt(
            "game_prompt",
            words.prompt(game, reading),
            start=game.started,
            sheet=drawing.version,
            canvas=paper.canvas_key(drawing, paper_state.GAME),
            left=game.seconds_left(time.monotonic()),
            limit=game.limit,
            is_right=game.counts(reading),
        )
    if heard.is_over:
        new_paper(game.time_up(reading))
        st.rerun()
    if heard.is_next and game.counts(reading):
        go_on(prompt.PATIENCE / 1000)
        st.rerun(scope="fragment")
    st.button(_("End the game"), icon=":material/close:", key="game_end", on_click=end, type="tertiary")


def show_digits(rounds: tuple[Round, ...], label: str, key: str) -> None:
    drawn = [round_ for round_ in rounds if round_.reading.digit is not None]
    tiles = [sheets.Tile(str(r.asked), words.tile_subtitle(r), "" if r.is_right else "✗", words.tile_description(r)) for r in drawn]
    gallery.show_gallery(sheets.gallery([r.reading.digit for r in drawn], tiles), key, label, "large")


def show_result(play: Play, run: Run) -> None:
    game = play.game
    st.title(words.score(game), anchor=False)
    st.markdown(" ".join(filter(None, (words.comment(game), words.best(play)))))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(_("Play again"), icon=":material/replay:", key="game_again", on_click=start, type="primary")
        if play.is_noted:
            st.markdown(_("They're among your digits now."), width="content")
            st.page_link("screens/yours.py", label=_("Your digits"), icon=":material/collections_bookmark:")
        elif game.rounds:
            help_text = _("They carry the label you were asked for, so they count in your score and can teach the model.")
            st.button(
                _("Add to your digits"),
                icon=":material/bookmark_add:",
                key="game_note",
                help=help_text,
                on_click=note,
                args=(game.rounds, run.run_id),
            )
    if game.misread:
        st.header(_("Mistakes"), anchor=False)
        show_digits(game.misread, _("Digits that were misread"), "game_misread")
    if any(round_.is_right for round_ in game.rounds):
        st.header(_("Your ten digits"), anchor=False)
        show_digits(game.rounds, _("All the digits of this game"), "game_all")


@st.fragment
def show_game(run: Run, reader: Reader, is_titled: bool = True) -> None:
    """The game, as far as this visitor has come.

    Parameters
    ----------
    run : Run
        Whose model judges.
    reader : Reader
        With this model.
    is_titled : bool
        Whether the game says its name before the start, beside the paper; the stage has said it already, and has its own
        picture of a beginning.
    """
    play = state.play()
    if is_titled:
        st.html(FOLDER / "game.css")
    if play.game is None and is_titled:
        show_start(reader, run)
    elif play.game is None:
        st.markdown(_("Draw the digit you're asked for. Once it's read correctly, the next one comes."))
        st.markdown(words.rules() + " " + words.reads(escape.in_markdown(run.title)))
        _start_button()
    elif play.game.is_over:
        show_result(play, run)
    else:
        show_round(reader, run.run_id)
