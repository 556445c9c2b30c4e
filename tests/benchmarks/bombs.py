"""How much memory it takes to refuse, or to read, what is meant to fill it.

    python -m tests.benchmarks.bombs [NAME ...]

Every bomb is set off in a process of its own, which the system allows 2 GB of addresses; what it had before the bomb
(digits, reader, libraries) is not counted. Prints what came of each, the memory and the time it took.
"""

from __future__ import annotations

import io
import json
import struct
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
LIMIT = 2 * 2**30  # bytes of addresses
MEGABYTES = 100 * 10**6
LARGE = 7_000  # pixels: 49 million of them are still accepted


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def a_png(width: int, height: int, bits: int = 1, colour: int = 0, before: bytes = b"") -> bytes:
    """A picture without ink, as small as a file of its size can be; made a row at a time."""
    channels = {0: 1, 2: 3, 6: 4}[colour]
    packer = zlib.compressobj(1)
    row = bytes(1 + (width * bits * channels + 7) // 8)
    rows = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + before + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")


def _saved(kind: str, mode: str, side: int, **how) -> bytes:
    from PIL import Image

    buffer = io.BytesIO()
    Image.new(mode, (side, side)).save(buffer, kind, **how)
    return buffer.getvalue()


def _zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def _promise(shape: tuple[int, ...]) -> bytes:
    """An .npy file that promises an array of this shape, and holds nothing of it."""
    buffer = io.BytesIO()
    np.lib.format.write_array_header_1_0(buffer, {"descr": "|u1", "fortran_order": False, "shape": shape})
    return buffer.getvalue()


def _run_with(**files: bytes) -> bytes:
    from mnist_demo.runs.file import with_description
    from mnist_demo.runs.store import RunStore

    lab = replace(RunStore(ROOT / "no-runs").get("lab"), run_id="a-bomb")
    return _zipped(with_description(lab, {"history.json": b"[]"} | {name.replace("_", "."): data for name, data in files.items()}))


PICTURES: dict[str, Callable[[], bytes]] = {
    "PNG of 50,000 x 50,000": lambda: a_png(50_000, 50_000),
    "PNG of one row of 2,000,000,000": lambda: a_png(0, 0).replace(bytes(8), struct.pack(">II", 2 * 10**9, 1), 1),
    "PNG of 7,000 x 7,000, RGBA": lambda: a_png(LARGE, LARGE, 8, 6),
    "PNG of 7,000 x 7,000, 16 bit": lambda: a_png(LARGE, LARGE, 16),
    "PNG with 100 MB of text": lambda: a_png(9, 9, before=_chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(MEGABYTES)))),
    "PNG with a profile of 100 MB": lambda: a_png(9, 9, before=_chunk(b"iCCP", b"a\0\0" + zlib.compress(bytes(MEGABYTES)))),
    "JPEG of 7,000 x 7,000": lambda: _saved("JPEG", "RGB", LARGE),
    "JPEG of 7,000 x 7,000, CMYK": lambda: _saved("JPEG", "CMYK", LARGE),
    "TIFF of 7,000 x 7,000, floats": lambda: _saved("TIFF", "F", LARGE, compression="tiff_adobe_deflate"),
    "GIF of 7,000 x 7,000, with a table": lambda: _saved("GIF", "P", LARGE),
}
RUNS: dict[str, Callable[[], bytes]] = {
    "run with a model of 100 MB of zeros": lambda: _run_with(model_npz=_zipped({"mean.npy": bytes(MEGABYTES)})),
    "run with a description of 50 MB": lambda: _zipped({"run.json": b"[" + b"1," * 25_000_000 + b"1]"}),
    "run of 100,000 files": lambda: _zipped({f"{k}": b"" for k in range(100_000)}),
}
ARRAYS: dict[str, Callable[[], bytes]] = {
    "arrays that promise 4 TB": lambda: _zipped(dict.fromkeys(("header.npy", "images.npy", "format.npy"), _promise((2**42,)))),
    "arrays of 100 MB of zeros": lambda: _zipped({"images.npy": bytes(MEGABYTES), "header.npy": b""}),
}


def _read_picture(data: bytes) -> str:
    from mnist_demo.digits.picture_files import PictureError
    from mnist_demo.reading.photo.picture import read_all
    from mnist_demo.reading.reader import Reader

    try:
        found = read_all(Reader.ready(), data).finds
    except PictureError as error:
        return f"refused: {error}"
    return f"read: {len(found)} digits"


def _load_run(data: bytes) -> str:
    from mnist_demo.digits import dataset
    from mnist_demo.runs.run import RunError
    from mnist_demo.runs.store import RunStore

    with tempfile.TemporaryDirectory() as folder:
        try:
            RunStore(Path(folder)).load_file(data, dataset.load().test)
        except RunError as error:
            return f"refused: {error}"
    return "loaded"


def _load_arrays(data: bytes) -> str:
    from mnist_demo.model.digit_model import DigitModel, ModelError
    from mnist_demo.results.evaluation import Evaluation, EvaluationError
    from mnist_demo.visitors.own_digits import OwnDigitsError, from_npz

    readers = ((from_npz, OwnDigitsError), (DigitModel.from_bytes, ModelError), (Evaluation.from_bytes, EvaluationError))
    for read, refusal in readers:
        try:
            read(data)
        except refusal as error:
            said = f"refused: {error}"
        else:
            return "loaded"
    return said


def _read_array(side: bytes) -> str:
    from mnist_demo.reading.reader import Reader

    n = int(side)
    drawing = np.broadcast_to(np.arange(4, dtype=np.uint8), (n, n, 4)) if n > LARGE else np.zeros((n, n, 4), np.uint8)
    try:
        return f"read: {Reader.ready().read(drawing).state.value}"
    except ValueError as error:
        return f"refused: {error}"


def _read_strokes(data: bytes) -> str:
    from mnist_demo.digits.strokes import rgba_from_objects

    stroke = {"type": "path", "strokeWidth": 100, "path": [["M", 0, 0]] + [["Q", 0, 0, 280, 280], ["L", 0, 0]] * 10_000}
    return f"drawn: {rgba_from_objects([stroke] * 500, 280).shape}"


SIDES = {f"array of {side:,} x {side:,}": (lambda side=side: str(side).encode()) for side in (LARGE, 50_000)}
STROKES = {"ten million strokes of the pen": lambda: b""}
BOMBS: dict[str, tuple[Callable[[], bytes], Callable[[bytes], str]]] = {
    name: (make, set_off)
    for bombs, set_off in (
        (PICTURES, _read_picture),
        (RUNS, _load_run),
        (ARRAYS, _load_arrays),
        (SIDES, _read_array),
        (STROKES, _read_strokes),
    )
    for name, make in bombs.items()
}


def set_off(name: str) -> tuple[str, float, float]:
    """Set one bomb off in a process of its own.

    Returns
    -------
    said : str
    megabytes, seconds : float
        What it took beyond what was there before.
    """
    data = BOMBS[name][0]()
    command = [sys.executable, "-m", "tests.benchmarks.bombs", "--here", name]
    ended = subprocess.run(command, input=data, capture_output=True, cwd=ROOT, check=True)
    told = json.loads(ended.stdout)
    return told["said"], told["megabytes"], told["seconds"]


def _here(name: str) -> None:
    """In the process of the bomb (on Linux): warm up, take the limit, set it off, tell."""
    import resource

    data = sys.stdin.buffer.read()
    warm = BOMBS[name][1]
    warm(b"10" if warm is _read_array else b"")
    if warm is _read_picture:
        _read_picture(a_png(40, 40))
    resource.setrlimit(resource.RLIMIT_AS, (LIMIT, LIMIT))
    Path("/proc/self/clear_refs").write_text("5")  # the peak is counted from here on
    before, start = _kilobytes("VmRSS"), time.perf_counter()
    said = BOMBS[name][1](data)
    seconds = time.perf_counter() - start
    print(json.dumps({"said": said, "megabytes": (_kilobytes("VmHWM") - before) / 1024, "seconds": seconds}))


def _kilobytes(which: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(which))


def main(names: list[str]) -> None:
    print("| what is sent | what comes of it | MB | seconds |\n|---|---|---|---|")
    for name in names or BOMBS:
        said, megabytes, seconds = set_off(name)
        print(f"| {name} | {said} | {megabytes:,.0f} | {seconds:.1f} |", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--here"]:
        _here(sys.argv[2])
    else:
        main(sys.argv[1:])
