"""The stage view: the demo in seven steps for an audience, in large type, without navigation and settings.

Owns the running order and how each step fills a screen (`stage.css` beside this file). It lies over whatever page the
visitor was on (`?view=stage` in the address), so that leaving it brings that page back. The drawing is the drawing page's
own. With `&idle=60` nobody attends the stage: it welcomes the next visitor by itself, and is not left.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ...charts.colours import INK
from ...charts.overlay import evidence_picture
from ...charts.training import watched_alt, watched_sheet
from ...digits import sheets
from ...jobs.job import TrainingJob
from ...jobs.queue import QueueError
from ...language import N_, _, languages
from ...reading.answer import answer as in_a_sentence
from ...reading.answer import seen_alt
from ...reading.explanation import explain
from ...reading.reader import Reader, Reading, State
from ...runs.run import Run, new_run
from ...training.recipes import RECIPES
from .. import cache, polling, presses
from .. import state as ui_state
from ..components.registry import component
from ..explain import words as explain_words
from ..game import table as game_table
from ..paper import paper
from ..paper import state as paper_state
from ..train import words as train_words
from ..train.pictures import insight
from ..yours import own_digits
from . import state, words
from .address import address_for_phones, qr_picture

SENTENCES = {
    "draw": N_("Draw a digit. The machine reads along."),
    "seen": N_("It doesn't see a line. It sees 784 grey squares."),
    "why": N_("Blue supports its answer, orange counts against it."),
    "fool": N_("Now fool it: a letter, a star, a tiny 7. Does it notice?"),
    "learn": N_("It learned by guessing and correcting itself, thousands of times."),
    "fail": N_("It got these wrong. Would you have done better?"),
    "game": N_("Your turn: ten digits against the clock."),
}
"""The running order of the demo, each step with its one sentence."""

STEPS = tuple(SENTENCES)
KEYS = {
    "stage_foot": {"ArrowRight": "next", "PageDown": "next", "ArrowLeft": "back", "PageUp": "back", "Escape": "leave"},
    # for some seconds when the stage has been left: a remote's one button sends these two in turn
    "stage_return": {"Escape": "return", "F5": "return"},
}
"""What the keys of a keyboard and of a presenter's remote mean where a part of the page with this key is shown."""
SECONDS_AFTERWARDS = 10
TAUGHT: dict[str, Any] = {"recipe": "pixels", "digits": 20_000, "params": {"epochs": 25, "eta0": 0.01}}
"""What learns on stage: some seconds long, and its ten pictures of weights can be watched."""
FAILURES = 10

_STYLE = Path(__file__).with_name("stage.css")


def show() -> None:
    """The stage, at the step that the presenter has come to."""
    st.html(_STYLE)
    seconds = state.idle_seconds()
    if seconds:
        data = {"seconds": seconds, "answered": state.rest_answered()}
        component("stage_idle")(key="stage_idle", data=data, on_rest_change=_welcome_after_rest)
        state.begin_with_run(run.run_id for run in cache.store().list())
    step = state.show_stage_step(len(STEPS))
    drawn_before = state.reloaded_drawing()
    if paper_state.arrive(f"stage {STEPS[step]}") and (STEPS[step] == "fool" or drawn_before):
        paper_state.new_canvas(drawn_before)
    run = cache.chosen_run()
    reader = cache.reader(run.run_id)
    stage = st.container(key="stage")
    _foot(step)  # before what may take longer: keys are heard from there on
    with stage:
        st.title(_(SENTENCES[STEPS[step]]), anchor=False)
        _BODIES[STEPS[step]](reader, run)
    own_digits.remember_visitor()  # or forget the one before


def enter_button(key: str) -> None:
    """The button by which a presenter takes the stage; on any page."""
    st.button(
        _("Stage view"),
        icon=":material/slideshow:",
        key=key,
        help=_("Large type for a projector, and a demo in seven steps. Use the arrow keys or a presenter's remote."),
        on_click=presses.act(state.enter_stage),
        type="tertiary",
    )


def offer_return() -> None:
    """The way back for those who left the stage without meaning to: a button, and for some seconds the same key again."""
    if state.left_stage_at() is None:
        return
    _listen("stage_return", seconds=SECONDS_AFTERWARDS)
    back = presses.act(state.return_to_stage)
    st.button(_("Back to the stage"), icon=":material/slideshow:", key="stage_return", on_click=back, type="tertiary")


def _foot(step: int) -> None:
    with st.container(key="stage_foot", horizontal=True, vertical_alignment="center"):
        st.button(
            _("Back"),
            icon=":material/arrow_back:",
            key="stage_back",
            on_click=presses.act(state.go_on_stage, step - 1),
            disabled=step == 0,
        )
        st.button(
            _("Next"),
            icon=":material/arrow_forward:",
            icon_position="right",
            key="stage_next",
            on_click=presses.act(state.go_on_stage, step + 1),
            disabled=step == len(STEPS) - 1,
        )
        _listen("stage_foot", words.place(step, len(STEPS)), step)
        st.space("stretch")
        phones = presses.call("stage_phones")
        st.button(_("QR code"), icon=":material/qr_code_2:", key="stage_phones", on_click=phones, type="tertiary")
        if presses.is_called("stage_phones"):
            _phones()
        st.button(
            _("Next visitor"),
            icon=":material/person_add:",
            key="stage_next_visitor",
            help=_("Clears the last visitor's drawing, digits, score and settings."),
            on_click=presses.act(_welcome_next_visitor),
            type="tertiary",
        )
        if state.idle_seconds():
            _other_languages()
        else:
            leave = presses.act(state.leave_stage, step)
            st.button(_("Leave"), icon=":material/close:", key="stage_leave", on_click=leave, type="tertiary")


def _other_languages() -> None:
    """The other languages, each by its own name, for visitors who cannot get at the page below."""
    for code, language in languages().items():
        if code != ui_state.language():
            speak = presses.act(ui_state.set_widget, "lang", code)
            st.button(language.name, icon=":material/translate:", key=f"stage_lang_{code}", on_click=speak, type="tertiary")


def _listen(place: str, text: str = "", step: int | None = None, seconds: int = 0) -> None:
    """Listen to keys while the place with this key is shown, and no longer than some seconds; 0 is without end.

    The text, and which of the steps it is, are shown as soon as they are heard.
    """
    is_attended = state.idle_seconds() is None
    places = {
        name: {key: meaning for key, meaning in keys.items() if is_attended or meaning != "leave"} for name, keys in KEYS.items()
    }
    data = {"places": places, "place": place, "text": text, "seconds": seconds}
    data |= {"step": step, "steps": 0 if step is None else len(STEPS)}
    component("stage_keys")(key="stage_keys", data=data, on_presses_change=_answer_keys, width="content")


def _answer_keys() -> None:
    is_on_stage, step = ui_state.is_on_stage(), state.stage_step_reached(len(STEPS))
    was_on_stage = is_on_stage
    for meaning in state.stage_presses():
        if is_on_stage and meaning in ("next", "back"):
            step = min(max(0, step + (1 if meaning == "next" else -1)), len(STEPS) - 1)
        elif meaning in ("leave", "return"):
            is_on_stage = meaning == "return"
    # the address is written once, and last: a press that follows ends this callback wherever it tells the browser something
    if is_on_stage and not was_on_stage:
        state.return_to_stage()
    elif is_on_stage:
        state.go_on_stage(step)
    elif was_on_stage:
        state.leave_stage(step)
    presses.show()


def _welcome_next_visitor() -> None:
    own_digits.remove_all()
    state.start_anew()


def _welcome_after_rest() -> None:
    """Welcome the next visitor because nobody has touched the stage for long; once for every rest, however often it is told."""
    number = state.rest_asked()
    if number is not None:
        state.answer_rest(number)
        _welcome_next_visitor()
    presses.show()


def _phones() -> None:
    @st.dialog(_("Draw on your own phone"), width="medium")
    def show_code() -> None:
        options = (st.get_option(f"server.{name}") for name in ("address", "port", "baseUrlPath"))
        address = address_for_phones(st.context.url, *options)
        picture = None if address is None else qr_picture(address, 12)
        if picture is not None:
            st.image(
                sheets.data_url(picture), alt=_("A QR code that leads to {address}", address=address), width=min(460, len(picture))
            )
        st.markdown(
            _(
                "Only this computer can reach the app. Start it with `--server.address 0.0.0.0` and a QR code for the "
                "audience's phones appears here; then anyone on the same network can use the app."
            )
            if address is None
            else f"**{address}**"
        )

    show_code()


@st.fragment
def _draw(reader: Reader, run: Run) -> None:
    _paper_and_answer(reader, run)


@st.fragment
def _fool(reader: Reader, run: Run) -> None:
    said = _paper_and_answer(reader, run)
    drawing = paper_state.drawing()
    if drawing.reading.state is not State.EMPTY and not drawing.is_under_way:
        said.markdown(f"**{words.fooled(drawing.reading)}**")


def _paper_and_answer(reader: Reader, run: Run) -> DeltaGenerator:
    """The paper, large, and the answer to what is on it; where there is room below the answer.

    The two begin at one height: what the answer says must not move the paper.
    """
    with st.container(key="stage_beside"):
        sheet, said = st.columns([1, 1.25], vertical_alignment="top")
    with sheet, st.container(key="stage_paper"):
        drawing = paper.show_paper(reader, run.run_id, is_large=True)
        if state.idle_seconds():
            component("stage_invitation")(key="stage_invitation", data={"text": _("Draw here")})
    with said:
        paper.show_answer(drawing, "stage")
    return said


def _what_is_drawn(reader: Reader, run_id: str) -> Reading:
    """The answer to what is on the paper; where there is nothing, an example is put on it."""
    if not paper_state.drawing().objects and paper_state.drawing().example is None:
        paper_state.put_any_on_canvas()
    paper.read_what_is_there(reader, run_id)
    return paper_state.drawing().reading


def _seen(reader: Reader, run: Run) -> None:
    reading = _what_is_drawn(reader, run.run_id)
    drawing, example = paper_state.drawing(), paper.shown_example()
    with st.container(key="stage_seen"):
        drew, arrow, sees = st.columns(3, vertical_alignment="top")
    with drew, st.container(key="stage_drew"):
        alpha = paper.drawn(drawing.objects)[..., 3] if example is None else 255 - sheets.enlarged(example.image, 10)
        st.image(sheets.data_url(sheets.inked(alpha, INK)), alt=words.drew_alt(reading))
        st.markdown(f"**{_('You drew') if example is None else _('An example')}**")
    arrow.container(key="stage_arrow")
    with sees, st.container(key="stage_sees"):
        seen = [digit.digit for digit in reading.digits or (reading,)]
        st.image(sheets.data_url(sheets.enlarged(sheets.in_a_row(seen), 28 // len(seen))), alt=seen_alt(reading))
        st.markdown(f"**{_('It sees')}**")


def _why(reader: Reader, run: Run) -> None:
    reading = _what_is_drawn(reader, run.run_id).least_sure
    contrast = reading.runner_up if reading.state == State.TORN else None
    explanation = explain(reader.model, reading.digit, reading.label, contrast)
    sentence = explain_words.why(explanation, reading)
    with st.container(key="stage_beside"):
        picture, told = st.columns([1, 1.25], vertical_alignment="top")
    with picture, st.container(key="stage_why"):
        st.image(evidence_picture(explanation, times=24), alt=explain_words.why_alt(explanation, sentence), output_format="PNG")
    with told, st.container(key="stage_told"):
        st.header(in_a_sentence(reading), anchor=False)
        st.markdown(sentence)


def _learn(reader: Reader, run: Run) -> None:
    queue = cache.jobs()
    job = queue.find(state.stage_run())

    def teach() -> None:
        try:
            recipe = RECIPES[TAUGHT["recipe"]]
            asked = new_run(recipe.name, recipe.complete(TAUGHT["params"]), TAUGHT["digits"], recipe.seed, ui_state.visitor())
            state.set_stage_run(queue.submit(asked).run.run_id)
        except QueueError as error:
            st.toast(str(error), icon=":material/warning:")

    with st.container(key="stage_learn"):
        if job is None:
            _show_learning(None, teach)
        else:
            polling.watch(lambda: job.is_active, lambda: _show_learning(job, teach))


def _show_learning(job: TrainingJob | None, teach: Callable[[], None]) -> None:
    """What learns, as far as it has come: how well it reads, its weights, and the twenty digits that it is watched with."""
    is_live = job is not None and job.is_active
    learns, watched = st.columns([1.4, 1], vertical_alignment="top")
    rows = [] if job is None else [row for row in job.rows if row.validation_accuracy is not None]
    seen = None if job is None else insight(job)
    with learns:
        st.button(_("Train one now"), icon=":material/school:", key="stage_teach", on_click=presses.act(teach), disabled=is_live)
        if job is None:
            st.header(words.blank(TAUGHT["digits"]), anchor=False)
        else:
            st.progress(job.share if is_live else 1.0)
            st.header(words.learnt(rows[-1], job.run.digits) if rows else _("It's learning…"), anchor=False)
        if seen is not None and seen.weights:
            with st.container(key="stage_weights"):
                st.image(seen.weights, alt=_(train_words.WEIGHTS_ALT), width="stretch")
    with watched, st.container(key="stage_watched"):
        if seen is None:
            digits = cache.watched_digits()
            st.image(sheets.data_url(watched_sheet(digits, None)), alt=watched_alt(digits, None), width="stretch")
        else:
            st.image(seen.watched, alt=seen.watched_alt, width="stretch")


def _fail(reader: Reader, run: Run) -> None:
    evaluation, test = cache.evaluation_of(run.run_id), cache.mnist().test
    worst = evaluation.surest_first(evaluation.misclassified)[:FAILURES]
    if not len(worst):
        st.markdown(_("This model got every test digit right. Choose another one on the page Train."))
        return
    st.markdown(words.failures(evaluation))
    with st.container(key="stage_failures", horizontal=True):
        for position in worst.tolist():
            true_label, predicted_label = int(evaluation.true_labels[position]), int(evaluation.predicted_labels[position])
            with st.container():
                picture = sheets.data_url(sheets.enlarged(test.images[position], 8))
                st.image(picture, alt=words.failure_alt(true_label, predicted_label))
                st.markdown(words.failure(true_label, predicted_label))


def _game(reader: Reader, run: Run) -> None:
    with st.container(key="stage_game"):
        game_table.show_game(run, reader, is_titled=False)


_BODIES = {"draw": _draw, "seen": _seen, "why": _why, "fool": _fool, "learn": _learn, "fail": _fail, "game": _game}
