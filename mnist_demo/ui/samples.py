"""The four views of the samples page: gallery, one digit, the whole collection, the map.

Owns their controls and order. What is found and measured comes from `selection.py`, `collection.py` and `digit_map.py`.
"""

from __future__ import annotations

import math
from functools import partial
from typing import Any

import numpy as np
import streamlit as st

from .. import charts, charts_samples, collection, selection, sheets
from ..dataset import Split
from ..language import say
from . import as_text, cache, gallery, sample_view, state
from . import words_samples as words
from .phrases import percent

PER_PAGE = 100
MAX_PER_PAGE = 2_000
N_TYPICAL = 16


def show_gallery() -> None:
    """Digits by the hundred, filtered, ordered, page by page."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        split_name = _choose_split()
        digits = st.pills(
            say(words.DIGITS),
            range(10),
            selection_mode="multi",
            key="samples_digits",
            help=say(words.DIGITS_HELP),
            on_change=state.turn_gallery,
            args=(1,),
            persist_state="session",
        )
    split = getattr(cache.mnist(), split_name)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        order, seed, per_page, size = _choose_look()
        answers, predicted, confidence = _choose_answers(split_name)
        query = selection.Query(tuple(digits), answers, predicted, confidence, order, seed)
        run_id = cache.chosen_run().run_id
        evaluation = cache.answers_of(run_id, split_name) if query.needs_answers or split_name == "test" else None
        found = selection.find(query, split, evaluation)
        _offer(split.take(found), split_name)
    if not len(found):
        st.info(say(words.NOTHING), icon=":material/search_off:")
        st.stop()
    n_pages = math.ceil(len(found) / per_page)
    page = state.gallery_page(n_pages)
    _turn_pages(found, per_page, page, n_pages, len(split))
    shown = found[(page - 1) * per_page : page * per_page]
    _show_digits(split, shown, split_name, evaluation, size, words.gallery_label(split_name, page, n_pages))
    st.caption(say(words.OPEN_HINT))


def _choose_split() -> str:
    state.from_address("samples_split", words.SPLITS)
    return st.segmented_control(
        say(words.SPLIT),
        list(words.SPLITS),
        default="test",
        required=True,
        format_func=lambda name: say(words.SPLITS[name]),
        key="samples_split",
        help=say(words.SPLIT_HELP),
        on_change=state.turn_gallery,
        args=(1,),
        persist_state="session",
    )


def _choose_look() -> tuple[str, int, int, str]:
    """Order, seed, digits per page, size of a digit."""
    first_page: dict[str, Any] = {"on_change": state.turn_gallery, "args": (1,), "persist_state": "session"}
    with st.popover(say(words.SHOW), icon=":material/tune:"):
        order = st.selectbox(
            say(words.ORDER), selection.ORDERS, format_func=lambda name: say(words.ORDERS[name]), key="samples_order", **first_page
        )
        seed = st.number_input(
            say(words.SEED),
            0,
            2**31 - 1,
            0,
            key="samples_seed",
            help=say(words.SEED_HELP),
            disabled=order != "shuffled",
            **first_page,
        )
        per_page = st.number_input(say(words.PER_PAGE), 10, MAX_PER_PAGE, PER_PAGE, step=100, key="samples_per_page", **first_page)
        size = st.segmented_control(
            say(words.SIZE),
            list(words.SIZES),
            default="medium",
            required=True,
            format_func=lambda name: say(words.SIZES[name]),
            key="samples_size",
            persist_state="session",
        )
    return order, int(seed), int(per_page), size


def _choose_answers(split_name: str) -> tuple[str, tuple[int, ...], tuple[float, float]]:
    """Right or wrong, read as which digits, with which confidence."""
    first_page: dict[str, Any] = {"on_change": state.turn_gallery, "args": (1,), "persist_state": "session"}
    held = state.pick("samples_answers"), state.pick("samples_predicted"), state.pick("samples_confidence")
    is_on = held[0] not in (None, "all") or bool(held[1]) or held[2] not in (None, (0, 100))
    run = cache.chosen_run()
    with st.popover(say(words.FILTER_ON) if is_on else say(words.FILTER), icon=":material/filter_alt:", key="samples_filter"):
        st.markdown(say(words.FILTER_INTRO, run=as_text.in_markdown(run.title), accuracy=percent(run.accuracy)))
        if split_name == "train":
            st.caption(say(words.FILTER_TRAIN))
        answers = st.segmented_control(
            say(words.ANSWERS),
            selection.ANSWERS,
            default="all",
            required=True,
            format_func=lambda name: say(words.ANSWERS_OPTIONS[name]),
            key="samples_answers",
            **first_page,
        )
        predicted = st.pills(say(words.PREDICTED), range(10), selection_mode="multi", key="samples_predicted", **first_page)
        low, high = st.slider(say(words.CONFIDENCE), 0, 100, (0, 100), key="samples_confidence", **first_page)
    return answers, tuple(predicted), (low / 100, high / 100)


def _offer(chosen: Split, split_name: str) -> None:
    """The selection as files, made when they are asked for."""
    with st.popover(say(words.TAKE), icon=":material/download:", disabled=not len(chosen)):
        st.caption(say(words.TAKE_HELP))
        name = f"mnist-{split_name}-{len(chosen)}-digits"
        for label, kind, make in (
            (say(words.TAKE_ZIP), "zip", lambda: selection.to_zip(chosen, split_name)),
            (say(words.TAKE_NPZ), "npz", lambda: selection.to_npz(chosen)),
        ):
            mime = "application/zip" if kind == "zip" else "application/octet-stream"
            st.download_button(
                label, make, f"{name}.{kind}", mime, key=f"samples_{kind}", on_click="ignore", icon=":material/save:"
            )


def _turn_pages(found: np.ndarray, per_page: int, page: int, n_pages: int, n_split: int) -> None:
    def jump() -> None:
        index = state.pick("samples_jump")
        places = np.flatnonzero(found == index) if index is not None else found[:0]
        state.jump_in_gallery(index, int(places[0]) // per_page + 1 if len(places) else None)

    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.button(
            say(words.PREVIOUS),
            icon=":material/chevron_left:",
            key="samples_previous_page",
            disabled=page == 1,
            on_click=state.turn_gallery,
            args=(page - 1,),
            shortcut="P",
        )
        st.number_input(f"{say(words.PAGE)} {words.of_pages(n_pages)}", 1, n_pages, key="samples_page", width=150)
        st.button(
            say(words.NEXT),
            icon=":material/chevron_right:",
            key="samples_next_page",
            disabled=page == n_pages,
            on_click=state.turn_gallery,
            args=(page + 1,),
            shortcut="N",
        )
        st.number_input(
            say(words.JUMP), 0, n_split - 1, None, key="samples_jump", on_change=jump, help=say(words.JUMP_HELP), width=170
        )
        st.markdown(f"**{words.found(len(found), n_split)}**", width="content")
    wanted = state.jumped_to()
    if wanted is not None and wanted not in found:
        st.info(say(words.NOT_HERE, index=wanted), icon=":material/search_off:")


def _show_digits(split: Split, shown: np.ndarray, split_name: str, evaluation, size: str, label: str) -> None:
    part = split.take(shown)
    predicted = [None] * len(part) if evaluation is None else evaluation.predicted_labels[shown].tolist()
    tiles = [
        sheets.Tile(
            str(label), f"{index:,}", "" if said in (None, label) else f"✗ {said}", words.tile(split_name, index, label, said)
        )
        for index, label, said in zip(part.indices.tolist(), part.labels.tolist(), predicted, strict=True)
    ]
    marked = np.flatnonzero(shown == state.jumped_to()) if state.jumped_to() is not None else shown[:0]
    gallery.show_gallery(
        sheets.gallery(part.images, tiles),
        key="samples_gallery",
        label=label,
        size=size,
        chosen=int(marked[0]) if len(marked) else None,
        on_choose=lambda position: state.open_sample(split_name, int(shown[position])),
    )


def show_one() -> None:
    """One digit, large; its index and split are in the page's address."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.button(say(words.BACK), icon=":material/grid_view:", key="samples_back", on_click=state.view_samples, args=("gallery",))
        split_name = _choose_split()
        n = len(getattr(cache.mnist(), split_name))
        state.from_address("samples_index", range(n))
        state.keep_sample_within(n)
        index = int(st.number_input(say(words.INDEX), 0, n - 1, key="samples_index", width=170, persist_state="session"))
        state.keep_address(samples_split=split_name, samples_index=index)
        for label, step, icon, shortcut in (
            (say(words.PREVIOUS), -1, ":material/chevron_left:", "P"),
            (say(words.NEXT), 1, ":material/chevron_right:", "N"),
        ):
            st.button(
                label,
                icon=icon,
                key=f"samples_step_{step}",
                on_click=state.open_sample,
                args=(split_name, (index + step) % n),
                shortcut=shortcut,
            )
    sample_view.show_sample(split_name, index, cache.chosen_run().run_id, "samples_one", level=2)
    st.caption(say(words.SAMPLE_HINT))


def show_collection() -> None:
    """What the 70,000 digits are like as a whole."""
    figures = cache.collection_figures()
    mnist = cache.mnist()
    st.header(say(words.AVERAGE_TITLE), anchor=False)
    st.markdown(say(words.AVERAGE_TEXT))
    counts = figures["train_counts"]
    tiles = [
        sheets.Tile(
            str(d),
            say("{counts:,} digits", counts=counts[d]),
            "",
            say("The average of {counts:,} training digits labelled {d}", counts=counts[d], d=d),
        )
        for d in range(10)
    ]
    gallery.show_gallery(
        sheets.gallery(figures["averages"], tiles, 10),
        key="samples_averages",
        label=say(words.AVERAGE_TITLE),
        size="huge",
        on_choose=state.look_at_digit,
    )

    _show_typical(mnist.train)

    left, right = st.columns(2, gap="large")
    with left:
        st.header(say(words.COUNTS_TITLE), anchor=False)
        most, fewest = int(counts.argmax()), int(counts.argmin())
        st.markdown(
            say(
                words.COUNTS_TEXT, most=most, fewest=fewest, share=say("{percent:.0f} %", percent=100 * counts[most] / counts.sum())
            )
        )
        test_counts = figures["test_counts"]
        figure = charts_samples.counts_chart(counts, test_counts)
        st.plotly_chart(figure, key="samples_counts", alt=words.counts_alt(counts, test_counts), config=charts.CONFIG)
    with right:
        st.header(say(words.INK_TITLE), anchor=False)
        st.markdown(say(words.INK_TEXT))
        figure = charts_samples.ink_chart(figures["inks"])
        st.plotly_chart(figure, key="samples_ink", alt=words.ink_alt(figures["inks"]), config=charts.CONFIG)
    st.header(say(words.PIXELS_TITLE), anchor=False)
    pixels = figures["pixels"]
    st.markdown(say(words.PIXELS_TEXT, blank=round(100 * pixels[0] / pixels.sum())))
    figure = charts_samples.pixel_chart(pixels)
    st.plotly_chart(figure, key="samples_pixels", alt=words.pixels_alt(pixels), config=charts.CONFIG)


def _show_typical(train: Split) -> None:
    st.header(say(words.TYPICAL_TITLE), anchor=False)
    index = cache.neighbour_index()
    if index is None:
        return
    st.markdown(say(words.TYPICAL_TEXT))
    digit = st.pills(say(words.WHICH_DIGIT), range(10), default=3, required=True, key="samples_kind", persist_state="session")
    found = collection.typical_and_unusual(index, train.labels, digit, N_TYPICAL)
    for title, positions, name in zip((say(words.TYPICAL), say(words.UNUSUAL)), found, ("typical", "unusual"), strict=True):
        st.markdown(f"**{title}**")
        tiles = [sheets.Tile("", f"{i:,}", "", words.tile("train", i, digit, None)) for i in positions.tolist()]
        gallery.show_gallery(
            sheets.gallery(train.images[positions], tiles, N_TYPICAL),
            key=f"samples_{name}",
            label=title,
            size="large",
            on_choose=partial(_open_training_digit, positions),
        )


def show_map() -> None:
    """The map of digits, the digit that is looked at, and the visitor's own drawing."""
    train, index, digit_map = cache.mnist().train, cache.neighbour_index(), cache.digit_map()
    if index is None or digit_map is None:
        return
    st.markdown(say(words.MAP_TEXT))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        looked_at = st.number_input(
            say(words.MAP_INDEX),
            0,
            len(train) - 1,
            None,
            key="samples_mapped",
            help=say(words.MAP_INDEX_HELP),
            width=190,
            bind="query-params",
        )
    reading = state.drawing().reading
    drawn = None if reading is None or reading.digit is None else reading.digit
    near, place = None, None
    if looked_at is not None:
        near, _ = digit_map.neighbours(index, train.images[looked_at], 9)
        near = near[digit_map.indices[near] != looked_at][:8]
        place = digit_map.place_of(index, int(looked_at), train.images[looked_at])
    own_place = None if drawn is None else digit_map.place(index, drawn)
    chart, beside = st.columns([2.4, 1], gap="large")
    with chart:
        figure = charts_samples.map_chart(
            digit_map.places, train.labels[digit_map.indices], digit_map.indices, place, near, own_place
        )
        st.plotly_chart(
            figure,
            key="samples_map",
            on_select=_on_map_click,
            selection_mode="points",
            alt=words.map_alt(len(digit_map)),
            config=charts.CONFIG,
        )
        st.caption(say(words.MAP_FOOT))
    with beside:
        if drawn is None:
            st.caption(say(words.MAP_NO_DRAWING))
        else:
            labels = train.labels[digit_map.indices[digit_map.neighbours(index, drawn)[0]]]
            st.image(sheets.enlarged(drawn, 4), alt=say("The digit on your canvas."), width=112, output_format="PNG")
            st.caption(say(words.MAP_DRAWING, labels=", ".join(str(label) for label in labels)))
        if looked_at is not None:
            _show_mapped(int(looked_at), near, digit_map, train)


def _on_map_click() -> None:
    position = charts_samples.chosen_on_map(state.pick("samples_map"))
    if position is not None:
        state.look_at_on_map(int(cache.digit_map().indices[position]))


def _show_mapped(looked_at: int, near: np.ndarray, digit_map, train: Split) -> None:
    title = say(words.MAP_CHOSEN, index=looked_at, label=train.labels[looked_at])
    st.markdown(f"**{title}**")
    st.image(sheets.enlarged(train.images[looked_at], 6), alt=title + ".", width=168, output_format="PNG")
    st.button(
        say(words.MAP_OPEN), icon=":material/zoom_in:", key="samples_open", on_click=state.open_sample, args=("train", looked_at)
    )
    st.markdown(f"**{say(words.MAP_NEAR)}**")
    indices = digit_map.indices[near]
    tiles = [
        sheets.Tile(str(label), f"{i:,}", "", words.tile("train", i, label, None))
        for i, label in zip(indices.tolist(), train.labels[indices].tolist(), strict=True)
    ]
    gallery.show_gallery(
        sheets.gallery(train.images[indices], tiles, 8),
        key="samples_map_near",
        label=say(words.MAP_NEAR),
        on_choose=lambda position: state.look_at_on_map(int(indices[position])),
    )


VIEWS = {"gallery": show_gallery, "sample": show_one, "collection": show_collection, "map": show_map}


def _open_training_digit(positions: np.ndarray, position: int) -> None:
    state.open_sample("train", int(positions[position]))
