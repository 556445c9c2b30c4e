"""What all visitors share, loaded once: the digits, the reader.

Owns Streamlit's caches. Everything in them is read-only.
"""

import streamlit as st

from .. import dataset
from ..config import Settings
from ..model import ModelError
from ..reading import Reader
from . import words


@st.cache_resource(show_spinner=False)
def settings() -> Settings:
    """The deployer's choices, read once."""
    return Settings.from_environment()


@st.cache_resource(show_spinner=words.LOADING_READER)
def _reader() -> Reader:
    return Reader.ready()


def reader() -> Reader:
    """The ready reader; if its files are damaged, say so and end the page."""
    try:
        return _reader()
    except ModelError as error:
        st.error(str(error))
        st.stop()


@st.cache_resource(show_spinner=words.LOADING_DIGITS)
def _mnist() -> dataset.Mnist:
    return dataset.find(settings().data_source, settings().data_dir)


def mnist() -> dataset.Mnist:
    """The 70,000 digits; if they are missing, say so, offer to fetch them, and end the page until they are there."""
    try:
        return _mnist()
    except dataset.DataError as error:
        is_asked_for = settings().data_source == "openml"
        st.warning(words.DATA_FROM_OPENML if is_asked_for else words.DATA_MISSING.format(reason=error))
        if st.button(words.FETCH_DATA, icon=":material/download:", type="primary", key="cache_fetch_data"):
            bar = st.progress(0.0, words.FETCHING_DATA)
            try:
                for share in dataset.download(settings().data_dir):
                    bar.progress(share, words.FETCHING_DATA)
            except dataset.DataError as failure:
                bar.empty()
                st.error(str(failure))
            else:
                st.rerun()
        st.stop()


def sample(split_name: str, index: int) -> dataset.Sample:
    """One of the "train" or "test" digits."""
    return getattr(mnist(), split_name).sample(index)
