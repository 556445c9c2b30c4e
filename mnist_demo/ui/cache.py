"""What all visitors share, loaded once: the digits, the reader, the runs.

Owns Streamlit's caches, and what a page says where something cannot be loaded. What the server's routes need as well is
held by `shared.py`. Everything in both is read-only.
"""

from contextlib import suppress

import numpy as np
import streamlit as st

from .. import shared
from ..charts import training as charts_training
from ..config import Settings
from ..digits import dataset
from ..jobs.process import Place
from ..jobs.queue import JobQueue, SweepQueue
from ..lab.steps import Lab, as_openml, run_lab
from ..language import _
from ..model.digit_model import DigitModel, ModelError
from ..reading.neighbours import NeighbourIndex
from ..reading.reader import Reader
from ..results.challenge import Challenge, accuracy_under, recentred, sample_of
from ..results.evaluation import Evaluation, evaluate
from ..runs.run import Run, RunError
from ..runs.store import RunStore
from ..samples import collection
from ..samples.digit_map import DigitMap, load_map
from ..sweeps.store import SweepStore
from ..visitors.own_digits import OwnDigitStore
from . import state


def settings() -> Settings:
    """The deployer's choices, read once."""
    return shared.of_process().settings


def reader(run_id: str) -> Reader:
    """The reader with the model of a run that can be drawn with; say so if it cannot judge what is a digit at all."""
    here = shared.of_process()
    with st.spinner(_("Getting the model ready…")):
        found = here.reader(run_id)
    if found.index is None:
        try:
            return Reader(found.model, *here.likeness)
        except ModelError as error:
            st.warning(_("{reason} It still reads drawings, but can't tell whether they're digits at all.", reason=error))
    return found


def neighbour_index() -> NeighbourIndex | None:
    """The index of all training digits; if its file is damaged, say so."""
    try:
        with st.spinner(_("Getting the model ready…")):
            return shared.of_process().likeness[0]
    except ModelError as error:
        st.error(str(error))
        return None


def mnist() -> dataset.Mnist:
    """The 70,000 digits; if they are missing, say so, offer to fetch them, and end the page until they are there."""
    try:
        with st.spinner(_("Opening the 70,000 digits…")):
            return shared.of_process().mnist
    except dataset.DataError as error:
        is_asked_for = settings().data_source == "openml"
        st.warning(
            _("This server uses the digits from OpenML, and hasn't downloaded them yet (about 15 MB, once).")
            if is_asked_for
            else _("{reason} You can download them again from OpenML (about 15 MB, once).", reason=error)
        )
        if st.button(_("Download the digits from OpenML"), icon=":material/download:", key="cache_fetch_data"):
            bar = st.progress(0.0, _("Downloading the digits from OpenML…"))
            try:
                for share in dataset.download(settings().data_dir):
                    bar.progress(share, _("Downloading the digits from OpenML…"))
            except dataset.DataError as failure:
                bar.empty()
                st.error(str(failure))
            else:
                st.rerun()
        st.stop()


def sample(split_name: str, index: int) -> dataset.Sample:
    """One of the "train" or "test" digits."""
    return getattr(mnist(), split_name).sample(index)


def store() -> RunStore:
    """The stored runs, shared by all visitors."""
    return shared.of_process().store


def model_of(run_id: str) -> DigitModel:
    """The model of a run."""
    return shared.of_process().model_of(run_id)


@st.cache_resource(show_spinner=False, max_entries=12)
def evaluation_of(run_id: str) -> Evaluation:
    """The answers of a run's model to the 10,000 test digits; if what was stored is damaged, the model is asked again."""
    try:
        return store().evaluation(run_id)
    except RunError:
        return evaluate(model_of(run_id), shared.of_process().mnist.test)


def chosen_run() -> Run:
    """The run that this visitor draws with and looks at: the ready one if theirs has been deleted or cannot be used.

    If that one is damaged too, say so and take whichever is left; end the page if none is.
    """
    try:
        return _usable(state.chosen_run())
    except RunError:
        state.choose_run(state.DEFAULT_RUN)
    try:
        return _usable(state.DEFAULT_RUN)
    except RunError as error:
        for run in store().list():
            with suppress(RunError):
                found = _usable(run.run_id)
                st.warning(_("{reason} Until then, *{title}* reads instead.", reason=error, title=found.title))
                return found
        st.error(str(error))
        st.stop()


def _usable(run_id: str) -> Run:
    """The run of this name, if its model can be had; else raise RunError."""
    model_of(run_id)
    return store().get(run_id)


@st.cache_data(show_spinner=False, max_entries=100)
def model_size(run_id: str) -> int | None:
    """Bytes of a run's model as a file; None if it cannot be read."""
    try:
        return len(model_of(run_id).to_bytes())
    except RunError:
        return None


@st.cache_resource(show_spinner=False)
def _challenge_sample() -> dataset.Split:
    return sample_of(mnist().test)


@st.cache_data(show_spinner=False, max_entries=2_000)
def challenged(run_id: str, challenge: Challenge, recentre: bool) -> float:
    """Share of the fixed 2,000 test digits that a run's model reads right when they are changed."""
    return accuracy_under(model_of(run_id), _challenge_sample(), challenge, recentre)


def challenged_examples(run_id: str, challenge: Challenge, recentre: bool, n: int) -> tuple[np.ndarray, ...]:
    """The first n of the changed digits: images, labels and what a run's model reads."""
    few = _challenge_sample().take(np.arange(n))
    images = challenge.apply(few.images)
    images = recentred(images) if recentre else images
    return images, few.labels, model_of(run_id).predict(images)


def jobs() -> JobQueue:
    """The trainings, of all servers that share the runs."""
    return shared.of_process().queue


def sweeps() -> SweepStore:
    """What experiments have found, shared by all visitors."""
    return shared.of_process().sweeps


def sweep_jobs() -> SweepQueue:
    """The experiments, likewise."""
    return shared.of_process().sweep_queue


def place() -> Place:
    """Where a process finds the digits that works for this server."""
    return shared.of_process().place


@st.cache_resource(show_spinner=False)
def watched_digits() -> dataset.Split:
    """The twenty digits that every training is watched with."""
    return charts_training.watched_digits(shared.of_process().mnist)


def own_digits() -> OwnDigitStore:
    """The digits of visitors who have agreed that they are kept."""
    return OwnDigitStore(settings().own_digits_dir)


@st.cache_resource(show_spinner=False, max_entries=4)
def _answers_to_training_digits(run_id: str) -> Evaluation:
    return evaluate(model_of(run_id), shared.of_process().mnist.train)


def answers_of(run_id: str, split_name: str) -> Evaluation:
    """The answers of a run's model to the "test" or the "train" digits; the latter take seconds, once."""
    if split_name == "test":
        return evaluation_of(run_id)
    with st.spinner(_("Reading all 60,000 training digits with this model (a few seconds, once)…")):
        return _answers_to_training_digits(run_id)


@st.cache_resource(show_spinner=False)
def _digit_map() -> DigitMap:
    return load_map()


def digit_map() -> DigitMap | None:
    """The map of 5,000 training digits; if its file is damaged, say so."""
    try:
        return _digit_map()
    except ModelError as error:
        st.error(str(error))
        return None


@st.cache_resource(show_spinner=False)
def collection_figures() -> dict:
    """What the whole collection is like: counts, averages, ink and pixel values; a quarter of a second, once."""
    mnist = shared.of_process().mnist
    return {
        "train_counts": collection.class_counts(mnist.train),
        "test_counts": collection.class_counts(mnist.test),
        "averages": collection.averages(mnist.train),
        "inks": collection.ink_per_digit(mnist),
        "pixels": collection.pixel_counts(mnist),
    }


@st.cache_resource(show_spinner=False)
def _digits_as_openml():
    return as_openml(shared.of_process().mnist)


@st.cache_resource(show_spinner=False, max_entries=4)
def _lab(run_id: str) -> Lab:
    return run_lab(_digits_as_openml(), model_of(run_id))


def lab(run_id: str) -> Lab:
    """The lab's steps, carried out with the model of a run; if it is damaged, say so and end the page."""
    try:
        with st.spinner(_("Running the lab's steps…")):
            return _lab(run_id)
    except RunError as error:
        st.error(str(error))
        st.stop()
