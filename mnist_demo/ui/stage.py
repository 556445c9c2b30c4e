"""The stage view: the demo in seven steps for an audience, in large type, without navigation and settings.

Owns the running order and how each step looks on a projector of 1280 × 720. It lies over whatever page the visitor was
on (`?view=stage` in the address), so that leaving it brings that page back. The drawing is the drawing page's own.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from .. import charts, qr, sheets
from ..address import address_for_phones
from ..explanation import explain
from ..jobs import QueueError, TrainingJob
from ..language import say
from ..overlay import evidence_picture
from ..reading import Reader, Reading, State
from ..recipes import RECIPES
from ..runs import Run, new_run
from . import answer, cache, game_table, looking, own_digits, presses, state, words, words_train, words_why
from . import words_stage as stage_words
from .insight import insight

STEPS = tuple(stage_words.SENTENCES)
ZOOM = 1.5  # how much larger than elsewhere the paper is
PICTURE = 392  # CSS pixels; a multiple of 28
PLACES = [
    {
        "key": "stage",
        "keys": {"ArrowRight": "next", "PageDown": "next", "ArrowLeft": "back", "PageUp": "back", "Escape": "leave"},
    },
    # a remote's one button sends these two in turn
    {"key": "stage_return", "keys": {"Escape": "return", "F5": "return"}, "seconds": 10},
]
"""What the keys of a keyboard and of a presenter's remote mean where a part of the page with this key is shown."""
TAUGHT = {"recipe": "pixels", "digits": 20_000, "params": {"epochs": 25, "eta0": 0.01}}
"""What learns on stage: some seconds long, and its ten pictures of weights can be watched."""
FAILURES = 10

_STYLE = f"""<style>
.stMainBlockContainer {{ padding: 1.2rem 2rem 1rem; }}
.st-key-stage h1 {{ font-size: clamp(1.6rem, 3.3vw, 3rem); line-height: 1.15; padding: 0; }}
.st-key-stage h2 {{ font-size: clamp(2.4rem, 6vw, 5.5rem); line-height: 1.05; padding: 0; }}
.st-key-stage p, .st-key-stage button p {{ font-size: clamp(1.1rem, 1.75vw, 1.75rem); line-height: 1.35; }}
.st-key-stage_foot button p {{ font-size: clamp(1rem, 1.4vw, 1.3rem); }}
[data-testid="stMain"]:focus-visible {{ outline: none; }}
.st-key-stage [data-testid="stElementToolbar"] {{ display: none; }}
.st-key-stage_paper {{ zoom: {ZOOM}; }}
@media (max-width: 640px) {{ .st-key-stage_paper {{ zoom: 1.1; }} }}
</style>"""


def show() -> None:
    """The stage, at the step that the presenter has come to."""
    st.html(_STYLE)
    listen()
    step = state.show_stage_step(len(STEPS))
    drawn_before = state.reloaded_drawing()
    if state.arrive(f"stage {STEPS[step]}") and (STEPS[step] == "fool" or drawn_before):
        state.new_canvas(drawn_before)
    run = cache.chosen_run()
    reader = cache.reader(run.run_id)
    with st.container(key="stage"):
        st.title(say(stage_words.SENTENCES[STEPS[step]]), anchor=False)
        _BODIES[STEPS[step]](reader, run)
    _foot(step)
    own_digits.remember_visitor()  # or forget the one before


def enter_button(key: str) -> None:
    """The button by which a presenter takes the stage; on any page."""
    st.button(
        say(stage_words.ENTER),
        icon=":material/slideshow:",
        key=key,
        help=say(stage_words.ENTER_HELP),
        on_click=presses.act(state.enter_stage),
        type="tertiary",
    )


def offer_return() -> None:
    """The way back for those who left the stage without meaning to: a button, and for some seconds the same key again."""
    if state.left_stage_at() is None:
        return
    back = presses.act(state.return_to_stage)
    st.button(say(stage_words.RETURN), icon=":material/slideshow:", key="stage_return", on_click=back, type="tertiary")


def _foot(step: int) -> None:
    with st.container(key="stage_foot", horizontal=True, vertical_alignment="center"):
        st.button(
            say(stage_words.BACK),
            icon=":material/arrow_back:",
            key="stage_back",
            on_click=presses.act(state.go_on_stage, step - 1),
            disabled=step == 0,
        )
        st.button(
            say(stage_words.NEXT),
            icon=":material/arrow_forward:",
            key="stage_next",
            on_click=presses.act(state.go_on_stage, step + 1),
            disabled=step == len(STEPS) - 1,
        )
        st.markdown(stage_words.place(step, len(STEPS)), width="content")
        st.space("stretch")
        phones = presses.call("stage_phones")
        st.button(say(stage_words.PHONES), icon=":material/qr_code_2:", key="stage_phones", on_click=phones, type="tertiary")
        if presses.is_called("stage_phones"):
            _phones()
        st.button(
            say(stage_words.NEXT_VISITOR),
            icon=":material/person_add:",
            key="stage_next_visitor",
            help=say(stage_words.NEXT_VISITOR_HELP),
            on_click=presses.act(_welcome_next_visitor),
            type="tertiary",
        )
        leave = presses.act(state.leave_stage, step)
        st.button(say(stage_words.LEAVE), icon=":material/close:", key="stage_leave", on_click=leave, type="tertiary")


def listen() -> None:
    """Listen to the keys of a presenter; call it on every page, for a key may come before what it is meant for is ready."""
    _keys()(key="stage_keys", data={"places": PLACES, "left": state.left_stage_time()}, on_presses_change=_answer_keys, height=1)


def _answer_keys() -> None:
    is_on_stage, step = state.is_on_stage(), state.stage_step_reached(len(STEPS))
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


@st.cache_resource(show_spinner=False)
def _keys():
    script = Path(__file__).with_name("stage_keys.js").read_text(encoding="utf-8")
    return st.components.v2.component("mnist_demo_stage_keys", js=script)


def _welcome_next_visitor() -> None:
    own_digits.remove_all()
    state.start_anew()


def _phones() -> None:
    @st.dialog(say(stage_words.PHONES_TITLE), width="medium")
    def show_code() -> None:
        options = (st.get_option(f"server.{name}") for name in ("address", "port", "baseUrlPath"))
        address = address_for_phones(st.context.url, *options)
        try:
            code = None if address is None else qr.qr_code(address)
        except qr.QRError:
            code = None
        if code is not None:
            picture = qr.picture(code, 12)
            st.image(sheets.data_url(picture), alt=say(stage_words.PHONES_ALT, address=address), width=min(460, len(picture)))
        st.markdown(say(stage_words.PHONES_NONE) if address is None else f"**{address}**")

    show_code()


@st.fragment
def _draw(reader: Reader, run: Run) -> None:
    _paper_and_answer(reader, run)


@st.fragment
def _fool(reader: Reader, run: Run) -> None:
    said = _paper_and_answer(reader, run)
    if not state.drawing().is_under_way:
        said.markdown(f"**{stage_words.fooled(state.drawing().reading)}**")


def _paper_and_answer(reader: Reader, run: Run) -> DeltaGenerator:
    """The paper, large, and the answer to what is on it; where there is room below the answer."""
    paper, said = st.columns([1, 1.25], gap="large", vertical_alignment="center")
    with paper:
        with st.container(key="stage_paper"):
            drawing = answer.show_paper(reader, run.run_id)
        clear = say(stage_words.CLEAR)
        st.button(clear, icon=":material/delete:", key="stage_clear", on_click=state.new_canvas, disabled=not drawing.has_ink)
    with said:
        answer.announce(drawing)
        figure = charts.probability_bars(drawing.reading.probabilities, drawing.reading.label, size=22)
        st.plotly_chart(figure, key="stage_bars", alt=words.bars_alt(drawing.reading), config=charts.CONFIG)
    return said


def _what_is_drawn(reader: Reader, run_id: str) -> Reading:
    """The answer to what is on the paper; where there is nothing, an example is put on it."""
    if not state.drawing().objects and state.drawing().example is None:
        state.put_any_on_canvas()
    answer.read_what_is_there(reader, run_id)
    return state.drawing().reading


def _seen(reader: Reader, run: Run) -> None:
    reading = _what_is_drawn(reader, run.run_id)
    drawing = state.drawing()
    drew, arrow, sees = st.columns([1, 0.2, 1], vertical_alignment="center")
    with drew:
        st.markdown(f"**{say(stage_words.DREW if drawing.example is None else stage_words.AN_EXAMPLE)}**")
        example = answer.shown_example()
        picture = 255 - answer.drawn(drawing.objects)[..., 3] if example is None else sheets.enlarged(example.image, 10)
        st.image(sheets.data_url(picture), alt=stage_words.drew_alt(reading.label), width=PICTURE)
    arrow.markdown(":material/arrow_forward:", text_alignment="center")
    with sees:
        st.markdown(f"**{say(stage_words.SEES)}**")
        st.image(sheets.data_url(sheets.enlarged(reading.digit, 14)), alt=words.seen_alt(reading), width=PICTURE)


def _why(reader: Reader, run: Run) -> None:
    reading = _what_is_drawn(reader, run.run_id)
    contrast = reading.runner_up if reading.state == State.TORN else None
    explanation = explain(reader.model, reading.digit, reading.label, contrast)
    sentence = words_why.why(explanation, reading)
    picture, told = st.columns([1, 1.25], gap="large", vertical_alignment="center")
    picture.image(
        evidence_picture(explanation, times=PICTURE // 28 * 2),
        alt=words_why.why_alt(explanation, sentence),
        width=PICTURE + 56,
        output_format="PNG",
    )
    with told:
        st.header(words.answer(reading), anchor=False)
        st.markdown(sentence)


def _learn(reader: Reader, run: Run) -> None:
    queue = cache.jobs()
    job = queue.find(state.stage_run())

    def teach() -> None:
        try:
            recipe = RECIPES[TAUGHT["recipe"]]
            asked = new_run(recipe.name, recipe.complete(TAUGHT["params"]), TAUGHT["digits"], recipe.seed, state.visitor())
            state.set_stage_run(queue.submit(asked).run.run_id)
        except QueueError as error:
            st.toast(str(error), icon=":material/warning:")

    is_live = job is not None and job.is_active
    st.button(say(stage_words.TEACH), icon=":material/school:", key="stage_teach", on_click=teach, disabled=is_live)
    if job is None:
        st.markdown(say(stage_words.LEARN_BEFORE, n=TAUGHT["digits"]))
    else:
        looking.watch(lambda: job.is_active, lambda: _show_learning(job))


def _show_learning(job: TrainingJob) -> None:
    rows = [row for row in job.rows if row.validation_accuracy is not None]
    st.progress(job.share if job.is_active else 1.0)
    if job.model is None or not rows:
        st.header(say(stage_words.LEARNING), anchor=False)
        return
    st.markdown(f"**{stage_words.learnt(rows[-1], job.run.digits)}**")
    seen = insight(job)
    weights, watched = st.columns([1.4, 1], gap="large")
    if seen.weights:
        weights.image(seen.weights, alt=say(words_train.WEIGHTS_ALT), width="stretch")
    watched.image(seen.watched, alt=seen.watched_alt, width="stretch")


def _fail(reader: Reader, run: Run) -> None:
    evaluation, test = cache.evaluation_of(run.run_id), cache.mnist().test
    worst = evaluation.surest_first(evaluation.misclassified)[:FAILURES]
    if not len(worst):
        st.markdown(say(stage_words.ALL_RIGHT))
        return
    st.markdown(stage_words.failures(evaluation))
    with st.container(horizontal=True, gap="medium"):
        for position in worst.tolist():
            true_label, predicted_label = int(evaluation.true_labels[position]), int(evaluation.predicted_labels[position])
            with st.container(width=180, gap="xxsmall"):
                picture = sheets.data_url(sheets.enlarged(test.images[position], 6))
                st.image(picture, alt=stage_words.failure_alt(true_label, predicted_label), width=168)
                st.markdown(stage_words.failure(true_label, predicted_label))


def _game(reader: Reader, run: Run) -> None:
    game_table.show_game(run, reader, is_titled=False)


_BODIES = {"draw": _draw, "seen": _seen, "why": _why, "fool": _fool, "learn": _learn, "fail": _fail, "game": _game}
