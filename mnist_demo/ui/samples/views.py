"""The four views of the samples page: gallery, one digit, the whole collection, the map.

Owns their controls and order. What is found and measured comes from `samples/selection.py`, `samples/collection.py` and
`samples/digit_map.py`.
"""

from __future__ import annotations

import math
from functools import partial
from typing import Any

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ...charts import bars as charts_bars
from ...charts import samples as charts_samples
from ...digits import sheets
from ...digits.dataset import Split
from ...language import N_, _, join, ngettext, number, percent
from ...samples import collection, selection
from .. import cache, escape
from .. import state as ui_state
from ..components import gallery
from ..paper import state as paper_state
from . import one_sample, state, words

SPLITS = {"test": N_("Test"), "train": N_("Training")}
ORDERS = {
    "index": N_("By index"),
    "shuffled": N_("Shuffled"),
    "surest": N_("Most confident first"),
    "least_sure": N_("Least confident first"),
}
SIZES = {"small": N_("Small"), "medium": N_("Medium"), "large": N_("Large")}
ANSWERS_OPTIONS = {"all": N_("Correct or mistake"), "right": N_("Correct"), "wrong": N_("Mistakes")}


PER_PAGE = 100
MAX_PER_PAGE = 2_000
N_TYPICAL = 16


def show_gallery(bar: DeltaGenerator) -> None:
    """Digits by the hundred, filtered and ordered by what stands in the bar above them, page by page."""
    with bar:
        split_name = _choose_split()
        digits = st.pills(
            _("Labels"),
            range(10),
            selection_mode="multi",
            key="samples_digits",
            on_change=state.turn_gallery,
            args=(1,),
            persist_state="session",
            label_visibility="collapsed",
        )
        with st.popover(_filter_title(), icon=":material/tune:", key="samples_filter"):
            order, seed, per_page, size = _choose_look()
            answers, predicted, confidence = _choose_answers(split_name)
    split = getattr(cache.mnist(), split_name)
    query = selection.Query(tuple(digits), answers, predicted, confidence, order, seed)
    run_id = cache.chosen_run().run_id
    evaluation = cache.answers_of(run_id, split_name) if query.needs_answers or split_name == "test" else None
    found = selection.find(query, split, evaluation)
    if not len(found):
        st.info(_("No digits match. Remove a label or a filter."), icon=":material/search_off:")
        st.stop()
    n_pages = math.ceil(len(found) / per_page)
    page = state.gallery_page(n_pages)
    shown = found[(page - 1) * per_page : page * per_page]
    _show_digits(split, shown, split_name, evaluation, size, words.gallery_label(split_name, page, n_pages))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _turn_pages(found, per_page, page, n_pages, len(split))
        _offer(split.take(found), split_name)
    st.caption(
        _(
            "Choose a digit to see it large. With the keyboard: Tab to the digits, move with the arrow keys, Enter to "
            "choose; N and P turn the page."
        )
    )


def _filter_title() -> str:
    held = ui_state.pick("samples_answers"), ui_state.pick("samples_predicted"), ui_state.pick("samples_confidence")
    is_on = held[0] not in (None, "all") or bool(held[1]) or held[2] not in (None, (0, 100))
    return _("Filter and order (on)") if is_on else _("Filter and order")


def _choose_split() -> str:
    ui_state.from_address("samples_split", SPLITS)
    return st.segmented_control(
        _("Which digits"),
        list(SPLITS),
        default="test",
        required=True,
        format_func=lambda name: _(SPLITS[name]),
        key="samples_split",
        on_change=state.turn_gallery,
        args=(1,),
        persist_state="session",
        label_visibility="collapsed",
    )


def _choose_look() -> tuple[str, int, int, str]:
    """Order, seed, digits per page, size of a digit."""
    first_page: dict[str, Any] = {"on_change": state.turn_gallery, "args": (1,), "persist_state": "session"}
    order = st.selectbox(_("Order"), selection.ORDERS, format_func=lambda name: _(ORDERS[name]), key="samples_order", **first_page)
    seed = st.number_input(
        _("Seed"),
        0,
        2**31 - 1,
        0,
        key="samples_seed",
        help=_("The same seed always gives the same order."),
        disabled=order != "shuffled",
        **first_page,
    )
    per_page = st.number_input(_("Digits per page"), 10, MAX_PER_PAGE, PER_PAGE, step=100, key="samples_per_page", **first_page)
    size = st.segmented_control(
        _("Size of a digit"),
        list(SIZES),
        default="medium",
        required=True,
        format_func=lambda name: _(SIZES[name]),
        key="samples_size",
        persist_state="session",
    )
    return order, int(seed), int(per_page), size


def _choose_answers(split_name: str) -> tuple[str, tuple[int, ...], tuple[float, float]]:
    """Right or wrong, read as which digits, with which confidence."""
    first_page: dict[str, Any] = {"on_change": state.turn_gallery, "args": (1,), "persist_state": "session"}
    run = cache.chosen_run()
    st.markdown(
        _(
            "As **{run}** reads them: {accuracy} of the test digits correct.",
            run=escape.in_markdown(run.title),
            accuracy=percent(run.accuracy, 2),
        )
    )
    if split_name == "train":
        st.caption(_("A model learned from most of these digits, so it reads them better than new ones."))
    answers = st.segmented_control(
        _("Read"),
        selection.ANSWERS,
        default="all",
        required=True,
        format_func=lambda name: _(ANSWERS_OPTIONS[name]),
        key="samples_answers",
        **first_page,
    )
    predicted = st.pills(_("Read as"), range(10), selection_mode="multi", key="samples_predicted", **first_page)
    low, high = st.slider(_("Sure by, %"), 0, 100, (0, 100), key="samples_confidence", **first_page)
    return answers, tuple(predicted), (low / 100, high / 100)


def _offer(chosen: Split, split_name: str) -> None:
    """The selection as files, made when they are asked for."""
    with st.popover(_("Download these digits"), icon=":material/download:", disabled=not len(chosen)):
        st.caption(_("The whole selection, all pages. White ink on black, as in MNIST."))
        name = f"mnist-{split_name}-{len(chosen)}-digits"
        for label, kind, make in (
            (_("PNG files (ZIP)"), "zip", lambda: selection.to_zip(chosen, split_name)),
            (_("NumPy (NPZ)"), "npz", lambda: selection.to_npz(chosen)),
        ):
            mime = "application/zip" if kind == "zip" else "application/octet-stream"
            st.download_button(
                label, make, f"{name}.{kind}", mime, key=f"samples_{kind}", on_click="ignore", icon=":material/save:"
            )


def _turn_pages(found: np.ndarray, per_page: int, page: int, n_pages: int, n_split: int) -> None:
    def jump() -> None:
        index = ui_state.pick("samples_jump")
        places = np.flatnonzero(found == index) if index is not None else found[:0]
        state.jump_in_gallery(index, int(places[0]) // per_page + 1 if len(places) else None)

    st.button(
        _("Previous"),
        icon=":material/chevron_left:",
        key="samples_previous_page",
        disabled=page == 1,
        on_click=state.turn_gallery,
        args=(page - 1,),
        shortcut="P",
    )
    st.number_input(f"{_('Page')} {words.of_pages(n_pages)}", 1, n_pages, key="samples_page", width=150)
    st.button(
        _("Next"),
        icon=":material/chevron_right:",
        key="samples_next_page",
        disabled=page == n_pages,
        on_click=state.turn_gallery,
        args=(page + 1,),
        shortcut="N",
    )
    st.number_input(
        _("Jump to index"),
        0,
        n_split - 1,
        None,
        key="samples_jump",
        on_change=jump,
        help=_("Turns to this digit's page and frames it."),
        width=170,
    )
    st.markdown(f"**{words.found(len(found), n_split)}**", width="content")
    wanted = state.jumped_to()
    if wanted is not None and wanted not in found:
        st.info(_("Digit {index} isn't in this selection.", index=number(wanted)), icon=":material/search_off:")


def _show_digits(split: Split, shown: np.ndarray, split_name: str, evaluation, size: str, label: str) -> None:
    part = split.take(shown)
    predicted = [None] * len(part) if evaluation is None else evaluation.predicted_labels[shown].tolist()
    tiles = [
        sheets.Tile(
            str(label), number(index), "" if said in (None, label) else f"✗ {said}", words.tile(split_name, index, label, said)
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


def show_one(bar: DeltaGenerator) -> None:
    """One digit, large; its index and split are in the page's address."""
    with bar:
        st.button(
            _("Back to the gallery"),
            icon=":material/grid_view:",
            key="samples_back",
            on_click=state.view_samples,
            args=("gallery",),
        )
        split_name = _choose_split()
        n = len(getattr(cache.mnist(), split_name))
        ui_state.from_address("samples_index", range(n))
        state.keep_sample_within(n)
        index = int(st.number_input(_("Index"), 0, n - 1, key="samples_index", width=170, persist_state="session"))
        ui_state.keep_address(samples_split=split_name, samples_index=index)
        for label, step, icon, shortcut in (
            (_("Previous"), -1, ":material/chevron_left:", "P"),
            (_("Next"), 1, ":material/chevron_right:", "N"),
        ):
            st.button(
                label,
                icon=icon,
                key=f"samples_step_{step}",
                on_click=state.open_sample,
                args=(split_name, (index + step) % n),
                shortcut=shortcut,
            )
    one_sample.show_sample(split_name, index, cache.chosen_run().run_id, "samples_one", level=2)
    st.caption(_("This page's address leads back to this digit."))


def show_collection(_bar: DeltaGenerator) -> None:
    """What the 70,000 digits are like as a whole."""
    figures = cache.collection_figures()
    mnist = cache.mnist()
    st.header(_("The average of each digit"), anchor=False)
    st.markdown(
        _(
            "All training digits with the same label, laid over each other. Sharp where everyone writes alike, blurred "
            "where handwriting differs."
        )
    )
    counts = figures["train_counts"]
    tiles = [
        sheets.Tile(
            str(d),
            ngettext("{n} digit", "{n} digits", counts[d]),
            "",
            ngettext(
                "The average of {n} training digit labelled {d}", "The average of {n} training digits labelled {d}", counts[d], d=d
            ),
        )
        for d in range(10)
    ]
    gallery.show_gallery(
        sheets.gallery(figures["averages"], tiles, 10),
        key="samples_averages",
        label=_("The average of each digit"),
        size="huge",
        on_choose=state.look_at_digit,
    )

    _show_typical(mnist.train)

    left, right = st.columns(2, gap="large")
    with left:
        st.header(_("How many of each"), anchor=False)
        most, fewest = int(counts.argmax()), int(counts.argmin())
        st.markdown(
            _(
                "No digit is rare: there are fewest {fewest}s and most {most}s. Always saying {most} is right {share} of the time.",
                most=most,
                fewest=fewest,
                share=percent(counts[most] / counts.sum()),
            )
        )
        test_counts = figures["test_counts"]
        figure = charts_samples.counts_chart(counts, test_counts)
        st.plotly_chart(figure, key="samples_counts", alt=words.counts_alt(counts, test_counts), config=charts_bars.CONFIG)
    with right:
        st.header(_("How much ink a digit takes"), anchor=False)
        st.markdown(
            _("The box holds the middle half of the digits, its line the median, the whiskers 95 of 100. A 1 takes the least ink.")
        )
        figure = charts_samples.ink_chart(figures["inks"])
        st.plotly_chart(figure, key="samples_ink", alt=words.ink_alt(figures["inks"]), config=charts_bars.CONFIG)
    st.header(_("How dark the pixels are"), anchor=False)
    pixels = figures["pixels"]
    st.markdown(
        _(
            "A digit is 784 numbers from 0 (paper) to 255 (full ink). {blank} in 100 are exactly 0, so most of a picture "
            "is paper. The bars show the rest: mostly near full ink; the greys between are the soft edges of strokes.",
            blank=round(100 * pixels[0] / pixels.sum()),
        )
    )
    figure = charts_samples.pixel_chart(pixels)
    st.plotly_chart(figure, key="samples_pixels", alt=words.pixels_alt(pixels), config=charts_bars.CONFIG)


def _show_typical(train: Split) -> None:
    st.header(_("The most typical and the most unusual"), anchor=False)
    index = cache.neighbour_index()
    if index is None:
        return
    st.markdown(
        _(
            "Typical: closest to the middle of its kind, by its pen strokes. Unusual: farthest from it. Some are hard "
            "for people, too."
        )
    )
    digit = st.pills(_("Digit"), range(10), default=3, required=True, key="samples_kind", persist_state="session")
    found = collection.typical_and_unusual(index, train.labels, digit, N_TYPICAL)
    for title, positions, name in zip((_("Most typical"), _("Most unusual")), found, ("typical", "unusual"), strict=True):
        st.markdown(f"**{title}**")
        tiles = [sheets.Tile("", number(i), "", words.tile("train", i, digit, None)) for i in positions.tolist()]
        gallery.show_gallery(
            sheets.gallery(train.images[positions], tiles, N_TYPICAL),
            key=f"samples_{name}",
            label=title,
            size="large",
            on_choose=partial(_open_training_digit, positions),
        )


def show_map(_bar: DeltaGenerator) -> None:
    """The map of digits, the digit that is looked at, and the visitor's own drawing."""
    train, index, digit_map = cache.mnist().train, cache.neighbour_index(), cache.digit_map()
    if index is None or digit_map is None:
        return
    st.markdown(
        _(
            "5,000 training digits; similar ones lie close together. **Only closeness means something: how far apart two "
            "groups are, their size and left or right mean little.** Click a dot, or type the index of any training "
            "digit."
        )
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        looked_at = st.number_input(
            _("Training digit"),
            0,
            len(train) - 1,
            None,
            key="samples_mapped",
            help=_("Any of the 60,000. One that isn't on the map goes among the digits most like it."),
            width=190,
            bind="query-params",
        )
    reading = paper_state.drawing().reading
    drawn = None if reading is None or reading.digit is None else reading.digit
    near, place = None, None
    if looked_at is not None:
        near, _unused = digit_map.neighbours(index, train.images[looked_at], 9)
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
            config=charts_bars.CONFIG,
        )
        st.caption(_("Made with t-SNE from a description of the pen strokes; the labels only colour the dots."))
    with beside:
        if drawn is None:
            st.caption(_("Draw a digit on the page Draw, and it appears here among similar ones."))
        else:
            labels = train.labels[digit_map.indices[digit_map.neighbours(index, drawn)[0]]]
            st.image(sheets.enlarged(drawn, 4), alt=_("The digit on your paper."), width=112, output_format="PNG")
            st.caption(
                _(
                    "The star is the digit on your paper, among those most like it: {labels}.",
                    labels=join(str(label) for label in labels),
                )
            )
        if looked_at is not None:
            _show_mapped(int(looked_at), near, digit_map, train)


def _on_map_click() -> None:
    position = charts_samples.chosen_on_map(ui_state.pick("samples_map"))
    if position is not None:
        state.look_at_on_map(int(cache.digit_map().indices[position]))


def _show_mapped(looked_at: int, near: np.ndarray, digit_map, train: Split) -> None:
    title = _("Training digit {index}, labelled {label}", index=number(looked_at), label=train.labels[looked_at])
    st.markdown(f"**{title}**")
    st.image(sheets.enlarged(train.images[looked_at], 6), alt=title + ".", width=168, output_format="PNG")
    st.button(
        _("See it large"), icon=":material/zoom_in:", key="samples_open", on_click=state.open_sample, args=("train", looked_at)
    )
    st.markdown(f"**{_('The digits most like it on this map')}**")
    indices = digit_map.indices[near]
    tiles = [
        sheets.Tile(str(label), number(i), "", words.tile("train", i, label, None))
        for i, label in zip(indices.tolist(), train.labels[indices].tolist(), strict=True)
    ]
    gallery.show_gallery(
        sheets.gallery(train.images[indices], tiles, 8),
        key="samples_map_near",
        label=_("The digits most like it on this map"),
        on_choose=lambda position: state.look_at_on_map(int(indices[position])),
    )


VIEWS = {"gallery": show_gallery, "sample": show_one, "collection": show_collection, "map": show_map}


def _open_training_digit(positions: np.ndarray, position: int) -> None:
    state.open_sample("train", int(positions[position]))
