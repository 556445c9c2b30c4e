"""The stage view: the demo in seven steps for an audience, in large type, without navigation and settings.

Owns the running order and how each step looks on a projector of 1280 × 720. It lies over whatever page the visitor was
on (`?view=stage` in the address), so that leaving it brings that page back. The drawing is the drawing page's own.
"""

from __future__ import annotations

from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ...charts.overlay import evidence_picture
from ...digits import sheets
from ...jobs.queue import QueueError, TrainingJob
from ...language import N_, _, ngettext
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
PICTURE = 392  # CSS pixels; a multiple of 28
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

_STYLE = """<style>
.stMainBlockContainer { padding: 1.2rem 2rem 1rem; }
.st-key-stage h1 { font-size: clamp(1.6rem, 3.3vw, 3rem); line-height: 1.15; padding: 0; }
.st-key-stage h2 { font-size: clamp(2.4rem, 6vw, 5.5rem); line-height: 1.05; padding: 0; }
.st-key-stage p, .st-key-stage button p { font-size: clamp(1.1rem, 1.75vw, 1.75rem); line-height: 1.35; }
.st-key-stage_foot button p { font-size: clamp(1rem, 1.4vw, 1.3rem); }
[data-testid="stMain"]:focus-visible { outline: none; }
.st-key-stage [data-testid="stElementToolbar"] { display: none; }
.st-key-stage_paper { --paper: min(56vh, 40vw); }
@media (max-width: 640px) { .st-key-stage_paper { --paper: min(46vh, 100vw - 4.5rem); } }
</style>"""


def show() -> None:
    """The stage, at the step that the presenter has come to."""
    st.html(_STYLE)
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
            key="stage_next",
            on_click=presses.act(state.go_on_stage, step + 1),
            disabled=step == len(STEPS) - 1,
        )
        _listen("stage_foot", words.place(step, len(STEPS)))
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
        leave = presses.act(state.leave_stage, step)
        st.button(_("Leave"), icon=":material/close:", key="stage_leave", on_click=leave, type="tertiary")


def _listen(place: str, text: str = "", seconds: int = 0) -> None:
    """Listen to keys while the place with this key is shown, and no longer than some seconds; 0 is without end.

    The text is shown as soon as they are heard.
    """
    data = {"places": KEYS, "place": place, "text": text, "seconds": seconds}
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
    if not paper_state.drawing().is_under_way:
        said.markdown(f"**{words.fooled(paper_state.drawing().reading)}**")


def _paper_and_answer(reader: Reader, run: Run) -> DeltaGenerator:
    """The paper, large, and the answer to what is on it; where there is room below the answer.

    The two begin at one height: what the answer says must not move the paper.
    """
    sheet, said = st.columns([1, 1.25], gap="large", vertical_alignment="top")
    with sheet, st.container(key="stage_paper"):
        drawing = paper.show_paper(reader, run.run_id, is_large=True)
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
    drawing = paper_state.drawing()
    drew, arrow, sees = st.columns([1, 0.2, 1], vertical_alignment="center")
    with drew:
        title = _("You drew") if drawing.example is None else _("An example")
        st.markdown(f"**{title}**")
        example = paper.shown_example()
        picture = 255 - paper.drawn(drawing.objects)[..., 3] if example is None else sheets.enlarged(example.image, 10)
        st.image(sheets.data_url(picture), alt=words.drew_alt(reading.label), width=PICTURE)
    arrow.markdown(":material/arrow_forward:", text_alignment="center")
    with sees:
        st.markdown(f"**{_('It sees')}**")
        st.image(sheets.data_url(sheets.enlarged(reading.digit, 14)), alt=seen_alt(reading), width=PICTURE)


def _why(reader: Reader, run: Run) -> None:
    reading = _what_is_drawn(reader, run.run_id)
    contrast = reading.runner_up if reading.state == State.TORN else None
    explanation = explain(reader.model, reading.digit, reading.label, contrast)
    sentence = explain_words.why(explanation, reading)
    picture, told = st.columns([1, 1.25], gap="large", vertical_alignment="center")
    picture.image(
        evidence_picture(explanation, times=PICTURE // 28 * 2),
        alt=explain_words.why_alt(explanation, sentence),
        width=PICTURE + 56,
        output_format="PNG",
    )
    with told:
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

    is_live = job is not None and job.is_active
    st.button(_("Train one now"), icon=":material/school:", key="stage_teach", on_click=teach, disabled=is_live)
    if job is None:
        st.markdown(
            ngettext(
                "A blank model learns from {n} digit in a few seconds.",
                "A blank model learns from {n} digits in a few seconds.",
                TAUGHT["digits"],
            )
        )
    else:
        polling.watch(lambda: job.is_active, lambda: _show_learning(job))


def _show_learning(job: TrainingJob) -> None:
    rows = [row for row in job.rows if row.validation_accuracy is not None]
    st.progress(job.share if job.is_active else 1.0)
    if job.model is None or not rows:
        st.header(_("It's learning…"), anchor=False)
        return
    st.markdown(f"**{words.learnt(rows[-1], job.run.digits)}**")
    seen = insight(job)
    weights, watched = st.columns([1.4, 1], gap="large")
    if seen.weights:
        weights.image(seen.weights, alt=_(train_words.WEIGHTS_ALT), width="stretch")
    watched.image(seen.watched, alt=seen.watched_alt, width="stretch")


def _fail(reader: Reader, run: Run) -> None:
    evaluation, test = cache.evaluation_of(run.run_id), cache.mnist().test
    worst = evaluation.surest_first(evaluation.misclassified)[:FAILURES]
    if not len(worst):
        st.markdown(_("This model got every test digit right. Choose another one on the page Train."))
        return
    st.markdown(words.failures(evaluation))
    with st.container(horizontal=True, gap="medium"):
        for position in worst.tolist():
            true_label, predicted_label = int(evaluation.true_labels[position]), int(evaluation.predicted_labels[position])
            with st.container(width=180, gap="xxsmall"):
                picture = sheets.data_url(sheets.enlarged(test.images[position], 6))
                st.image(picture, alt=words.failure_alt(true_label, predicted_label), width=168)
                st.markdown(words.failure(true_label, predicted_label))


def _game(reader: Reader, run: Run) -> None:
    game_table.show_game(run, reader, is_titled=False)


_BODIES = {"draw": _draw, "seen": _seen, "why": _why, "fool": _fool, "learn": _learn, "fail": _fail, "game": _game}
