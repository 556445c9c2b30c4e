"""An address as a QR code, so that the phones of an audience find the app.

Owns the encoding, after ISO/IEC 18004: bytes, error correction level M (a seventh of the code may be hidden), versions 1
to 6, which hold addresses of up to 106 bytes. The packages of this project have no encoder; the tests hold every code
against one that is widely used.
"""

from __future__ import annotations

import numpy as np

from .language import say

MAX_BYTES = 106
QUIET = 4  # modules of white around the code, without which phones do not find it

# per version: codewords of data in a block, codewords of error correction in a block, blocks
_BLOCKS = {1: (16, 10, 1), 2: (28, 16, 1), 3: (44, 26, 1), 4: (32, 18, 2), 5: (43, 24, 2), 6: (27, 16, 4)}
_ALIGNMENT = {2: 18, 3: 22, 4: 26, 5: 30, 6: 34}
_LEVEL_M = 0b00
_MASKS = (
    lambda r, c: (r + c) % 2 == 0,
    lambda r, c: r % 2 == 0,
    lambda r, c: c % 3 == 0,
    lambda r, c: (r + c) % 3 == 0,
    lambda r, c: (r // 2 + c // 3) % 2 == 0,
    lambda r, c: r * c % 2 + r * c % 3 == 0,
    lambda r, c: (r * c % 2 + r * c % 3) % 2 == 0,
    lambda r, c: ((r + c) % 2 + r * c % 3) % 2 == 0,
)
_LIKE_A_FINDER = (
    np.array([1, 0, 1, 1, 1, 0, 1, 0, 0, 0, 0], bool),
    np.array([0, 0, 0, 0, 1, 0, 1, 1, 1, 0, 1], bool),
)


class QRError(ValueError):
    """The text is too long for a code that a phone reads from a screen."""


def qr_code(text: str) -> np.ndarray:
    """Encode a text.

    Parameters
    ----------
    text : str
        At most 106 bytes in UTF-8.

    Returns
    -------
    ndarray of shape (side, side), bool
        True where it is dark, without the white around it; side is 21 to 41.

    Raises
    ------
    QRError
    """
    data = text.encode()
    if len(data) > MAX_BYTES:
        raise QRError(say("A QR code holds {MAX_BYTES} bytes here, and this address has {n}.", MAX_BYTES=MAX_BYTES, n=len(data)))
    version = next(v for v, (n, _, blocks) in _BLOCKS.items() if len(data) + 2 <= n * blocks)
    bits = np.unpackbits(_codewords(data, version))
    frame, is_reserved = _frame(version)
    matrices = [_masked(frame, is_reserved, bits, mask) for mask in range(8)]
    return min(matrices, key=_penalty)


def picture(code: np.ndarray, times: int) -> np.ndarray:
    """A code (side, side) as a picture with the white around it, every module a square of `times`: uint8, 0 or 255."""
    return np.kron(np.where(np.pad(code, QUIET), 0, 255).astype(np.uint8), np.ones((times, times), np.uint8))


def _codewords(data: bytes, version: int) -> np.ndarray:
    """Data and error correction of all blocks, interleaved: uint8."""
    n_data, n_correction, n_blocks = _BLOCKS[version]
    room = n_data * n_blocks
    # four bits of mode, eight of length, the bytes, four zeros: everything lies half a byte aside
    nibbles = [0b0100, len(data) >> 4, len(data) & 15, *(half for byte in data for half in (byte >> 4, byte & 15)), 0]
    packed = [(nibbles[i] << 4) | nibbles[i + 1] for i in range(0, len(nibbles), 2)]
    filling = [0xEC if i % 2 == 0 else 0x11 for i in range(room - len(packed))]
    blocks = np.array(packed + filling, np.uint8).reshape(n_blocks, n_data)
    corrections = np.array([_correction(block, n_correction) for block in blocks], np.uint8)
    return np.concatenate([blocks.T.ravel(), corrections.T.ravel()])


def _correction(block: np.ndarray, n: int) -> list[int]:
    """The n Reed-Solomon codewords of a block: the rest of its division by the generator polynomial."""
    generator = _generator(n)
    rest = [0] * n
    for byte in block.tolist():
        factor = byte ^ rest.pop(0)
        rest.append(0)
        rest = [r ^ _times(g, factor) for r, g in zip(rest, generator, strict=True)]
    return rest


def _generator(n: int) -> list[int]:
    """Coefficients of (x - 2^0)(x - 2^1)...(x - 2^(n-1)) over GF(256), highest first, without the leading one."""
    polynomial = [0] * (n - 1) + [1]
    root = 1
    for _ in range(n):
        polynomial = [_times(polynomial[j], root) ^ (polynomial[j + 1] if j + 1 < n else 0) for j in range(n)]
        root = _times(root, 2)
    return polynomial


def _times(a: int, b: int) -> int:
    """Product in GF(256) with the polynomial 0x11D."""
    product = 0
    while b:
        if b & 1:
            product ^= a
        a = (a << 1) ^ (0x11D if a & 0x80 else 0)
        b >>= 1
    return product


def _frame(version: int) -> tuple[np.ndarray, np.ndarray]:
    """The signs by which a phone finds the code, and where they (and the format) are."""
    side = 17 + 4 * version
    dark, is_reserved = np.zeros((side, side), bool), np.zeros((side, side), bool)
    is_reserved[6, :] = is_reserved[:, 6] = True
    dark[6, ::2] = dark[::2, 6] = True
    rings = np.maximum.outer(abs(np.arange(-4, 5)), abs(np.arange(-4, 5)))
    finder = np.isin(rings, (0, 1, 3))
    for row, column in ((3, 3), (3, side - 4), (side - 4, 3)):
        r0, r1, c0, c1 = max(row - 4, 0), min(row + 5, side), max(column - 4, 0), min(column + 5, side)
        dark[r0:r1, c0:c1] = finder[r0 - row + 4 : r1 - row + 4, c0 - column + 4 : c1 - column + 4]
    is_reserved[:9, :9] = is_reserved[:9, -8:] = is_reserved[-8:, :9] = True
    if version in _ALIGNMENT:
        at = _ALIGNMENT[version]
        dark[at - 2 : at + 3, at - 2 : at + 3] = rings[2:7, 2:7] != 1
        is_reserved[at - 2 : at + 3, at - 2 : at + 3] = True
    dark[-8, 8] = True
    return dark, is_reserved


def _masked(frame: np.ndarray, is_reserved: np.ndarray, bits: np.ndarray, mask: int) -> np.ndarray:
    """The whole code under one of the eight masks."""
    matrix, side = frame.copy(), len(frame)
    rows, columns = _path(is_reserved)
    values = np.zeros(len(rows), bool)
    values[: len(bits)] = bits
    matrix[rows, columns] = values ^ np.array([_MASKS[mask](r, c) for r, c in zip(rows.tolist(), columns.tolist(), strict=True)])
    format_bits = _format(mask)
    around = [(8, c) for c in (0, 1, 2, 3, 4, 5, 7, 8)] + [(r, 8) for r in (7, 5, 4, 3, 2, 1, 0)]
    beside = [(side - 1 - i, 8) for i in range(7)] + [(8, side - 8 + i) for i in range(8)]
    for places in (around, beside):
        for (row, column), bit in zip(places, format_bits, strict=True):
            matrix[row, column] = bit
    return matrix


def _path(is_reserved: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The free modules in the order in which they are filled: two columns at a time, upwards and downwards in turn."""
    side = len(is_reserved)
    places = []
    right, is_upward = side - 1, True
    while right > 0:
        if right == 6:
            right -= 1  # the column of the timing pattern is left out
        for row in range(side - 1, -1, -1) if is_upward else range(side):
            places += [(row, column) for column in (right, right - 1) if not is_reserved[row, column]]
        right, is_upward = right - 2, not is_upward
    rows, columns = zip(*places, strict=True)
    return np.array(rows), np.array(columns)


def _format(mask: int) -> list[bool]:
    """Level and mask with their error correction, fifteen bits, the highest first."""
    word = (_LEVEL_M << 3) | mask
    rest = word
    for _ in range(10):
        rest = (rest << 1) ^ (0x537 if rest & 0x200 else 0)
    coded = ((word << 10) | (rest & 0x3FF)) ^ 0x5412
    return [bool(coded >> i & 1) for i in range(14, -1, -1)]


def _penalty(matrix: np.ndarray) -> int:
    """How hard a code is to read by the standard's four rules: runs, blocks, look-alikes of the finder, imbalance."""
    total = 0
    for lines in (matrix, matrix.T):
        for line in lines:
            ends = np.flatnonzero(np.diff(line)) + 1
            runs = np.diff(np.concatenate([[0], ends, [len(line)]]))
            total += int((runs[runs >= 5] - 2).sum())
            windows = np.lib.stride_tricks.sliding_window_view(line, 11)
            total += 40 * sum(int((windows == sign).all(axis=1).sum()) for sign in _LIKE_A_FINDER)
    same = (matrix[1:, 1:] == matrix[:-1, 1:]) & (matrix[1:, 1:] == matrix[1:, :-1]) & (matrix[1:, 1:] == matrix[:-1, :-1])
    total += 3 * int(same.sum())
    return total + 10 * int(abs(matrix.mean() * 100 - 50) // 5)
