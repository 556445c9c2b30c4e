"""The game: what is asked, the paper, and how it ended. The same on its own page and on the stage."""

from __future__ import annotations

import time
from dataclasses import replace

import streamlit as st

from .. import sheets
from ..drawings import OwnDigit
from ..game import Game, Round, new_game
from ..language import say
from ..reading import Reader
from ..runs import Run
from . import answer, as_text, canvas, gallery, live_pen, own_digits, prompt, state
from . import words_game as words
from .state import Play


def start() -> None:
    state.set_play(Play(new_game(state.random_generator(), time.monotonic()), state.play().paper + 1))


def new_paper(game: Game) -> None:
    state.set_play(Play(game, state.play().paper + 1))


def clear() -> None:
    new_paper(state.play().game)


def go_on() -> None:
    play = state.play()
    new_paper(play.game.go_on(play.reading, time.monotonic()))


def end() -> None:
    play = state.play()
    new_paper(play.game.give_up(play.reading, time.monotonic()))


def note(rounds: tuple[Round, ...], run_id: str) -> None:
    """Put the digits of a game among the visitor's own, labelled by what was asked."""
    drawn = [(round_.asked, round_.reading) for round_ in rounds if round_.reading.digit is not None]
    own_digits.note_all(tuple(OwnDigit(r.digit, asked, r.label, r.confidence, run_id) for asked, r in drawn))
    state.set_play(replace(state.play(), is_noted=True))


def follow(play: Play, reader: Reader) -> Play:
    """Show the paper, and bring the reading up to date with what is drawn on it."""
    sent = canvas.draw_canvas(f"game_canvas_{play.paper}", state.pen_width(), ())
    seen = live_pen.watch("game_live_pen", play.paper)
    if sent.rgba is not None and sent.objects != play.objects:
        reading = answer.read_stroke(sent.rgba, sent.objects, seen.is_falsified, reader)
        play = replace(play, objects=sent.objects, reading=reading, seen=seen.number)
    elif seen.rgba is not None and seen.version == play.paper and seen.number != play.seen:
        play = replace(play, reading=reader.read(seen.rgba), seen=seen.number)
    state.set_play(play)
    return play


def show_round(reader: Reader) -> None:
    asked, paper = st.columns([1.5, 1], gap="large", vertical_alignment="center")
    with paper:
        play = follow(state.play(), reader)
        with st.container(horizontal=True, width=canvas.SIDE, gap="xsmall", horizontal_alignment="distribute"):
            st.button(say(words.CLEAR), icon=":material/delete:", key="game_clear", on_click=clear)
            st.button(say(words.NEXT), icon=":material/skip_next:", key="game_next", on_click=go_on)
    game = play.game
    with asked:
        heard = prompt.show_prompt(
            "game_prompt",
            words.prompt(game, play.reading),
            start=game.started,
            sheet=play.paper,
            left=game.seconds_left(time.monotonic()),
            limit=game.limit,
            is_right=game.counts(play.reading),
        )
    if heard.is_over:
        new_paper(game.time_up(play.reading))
        st.rerun()
    if heard.is_next and game.counts(play.reading):
        go_on()
        st.rerun(scope="fragment")
    st.button(say(words.GIVE_UP), icon=":material/close:", key="game_end", on_click=end, type="tertiary")


def show_digits(rounds: tuple[Round, ...], label: str, key: str) -> None:
    drawn = [round_ for round_ in rounds if round_.reading.digit is not None]
    tiles = [sheets.Tile(str(r.asked), words.tile_subtitle(r), "" if r.is_right else "✗", words.tile_description(r)) for r in drawn]
    gallery.show_gallery(sheets.gallery([r.reading.digit for r in drawn], tiles), key, label, "large")


def show_result(play: Play, run: Run) -> None:
    game = play.game
    st.title(words.score(game), anchor=False)
    st.markdown(words.comment(game))
    if game.misread:
        st.header(say(words.MISREAD_TITLE), anchor=False)
        show_digits(game.misread, say(words.MISREAD_LABEL), "game_misread")
    if any(round_.is_right for round_ in game.rounds):
        st.header(say(words.ALL_TITLE), anchor=False)
        show_digits(game.rounds, say(words.ALL_LABEL), "game_all")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(say(words.AGAIN), icon=":material/replay:", key="game_again", on_click=start)
        if play.is_noted:
            st.markdown(say(words.ADDED), width="content")
            st.page_link("pages/yours.py", label=say(words.LINK), icon=":material/collections_bookmark:")
        elif game.rounds:
            help_text = say(words.TO_YOURS_HELP)
            st.button(
                say(words.TO_YOURS),
                icon=":material/bookmark_add:",
                key="game_note",
                help=help_text,
                on_click=note,
                args=(game.rounds, run.run_id),
            )


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
        Whether the game says its name before the start; on the stage that is said already.
    """
    play = state.play()
    if play.game is None:
        if is_titled:
            st.title(say("Ten digits against the clock"), anchor=False)
        st.markdown(say(words.INTRO))
        st.markdown(words.rules() + " " + words.reads(as_text.in_markdown(run.title)))
        st.button(say(words.START), icon=":material/play_arrow:", key="game_start", on_click=start)
    elif play.game.is_over:
        show_result(play, run)
    else:
        show_round(reader)
