"""A small PNG writer: pictures of many values travel as a few bytes for each pixel, not as elements of a page.

The format is W3C's Portable Network Graphics (third edition): a signature, then chunks of length, name, data and CRC.
"""

import struct
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
SIGNATURE = b"\x89PNG\r\n\x1a\n"
PALETTE, TRUE_COLOUR = 3, 2
NONE, SUB, UP, PAETH = 0, 1, 2, 4
LEVEL = 6
"""Of compression. At 9, pictures of a large tensor take five times as long and become at most 3 % smaller."""
CRISP = 768
"""Pixels along the longer side of a picture whose pixels are to be seen one by one."""


def palette_png(indices: Bytes, palette: Bytes) -> bytes:
    """A picture of palette entries: `indices` (rows, columns) into `palette` (entries, 4), red, green, blue, opacity.

    Only the entries that occur are written, so that a picture of few pixels is a file of few bytes.
    """
    used = np.flatnonzero(np.bincount(indices.reshape(-1), minlength=len(palette)))
    colours = palette[used]
    packed = np.zeros(len(palette), np.uint8)
    packed[used] = np.arange(len(used))
    lines = np.zeros((indices.shape[0], 1 + indices.shape[1]), np.uint8)
    lines[:, 1:] = packed[indices]
    return _file(
        indices.shape,
        PALETTE,
        (b"PLTE", colours[:, :3].tobytes()),
        (b"tRNS", colours[:, 3].tobytes()),
        (b"IDAT", zlib.compress(lines.tobytes(), LEVEL)),
    )


def colour_png(pixels: Bytes) -> bytes:
    """A picture in true colour: `pixels` (rows, columns, 3), red, green, blue."""
    rows, columns, _ = pixels.shape
    return _file((rows, columns), TRUE_COLOUR, (b"IDAT", zlib.compress(_filtered(pixels), LEVEL)))


def _filtered(pixels: Bytes) -> bytes:
    """The lines of a picture, each through that of the format's filters that leaves the smallest differences.

    A filter writes a byte as its difference from what its neighbours make likely; photographs get smaller by it. The
    average of two neighbours is not among them: it lies between the shades that a picture has.
    """
    rows, columns, _ = pixels.shape
    around = np.zeros((rows + 1, columns + 1, 3), np.int16)
    around[1:, 1:] = pixels
    left, above, corner = around[1:, :-1], around[:-1, 1:], around[:-1, :-1]
    likely = {NONE: np.zeros_like(left), SUB: left, UP: above, PAETH: _paeth(left, above, corner)}
    lines = np.empty((len(likely), rows, 1 + 3 * columns), np.uint8)
    for place, (kind, guess) in enumerate(likely.items()):
        lines[place, :, 0] = kind
        lines[place, :, 1:] = (around[1:, 1:] - guess).astype(np.uint8).reshape(rows, -1)
    apart = np.abs(lines[:, :, 1:].view(np.int8).astype(np.int16)).sum(axis=2)
    chosen: Bytes = lines[apart.argmin(axis=0), np.arange(rows)]
    return chosen.tobytes()


def _paeth(left: NDArray[np.int16], above: NDArray[np.int16], corner: NDArray[np.int16]) -> NDArray[np.int16]:
    """Of three neighbours the one nearest to left + above − corner, in this order where two are as near (12.9)."""
    to_left, to_above, to_corner = abs(above - corner), abs(left - corner), abs(left + above - 2 * corner)
    nearer = np.where(to_above <= to_corner, above, corner)
    return np.where((to_left <= to_above) & (to_left <= to_corner), left, nearer)


def pixels(png: bytes) -> Bytes:
    """The pixels of a file that this module wrote: (rows, columns, 4), red, green, blue, opacity."""
    chunks = dict(_chunks(png))
    columns, rows, _, kind = struct.unpack(">IIBB", chunks[b"IHDR"][:10])
    lines = np.frombuffer(zlib.decompress(chunks[b"IDAT"]), np.uint8).reshape(rows, -1)
    if kind == PALETTE:
        colours = np.frombuffer(chunks[b"PLTE"], np.uint8).reshape(-1, 3)
        opacity = np.frombuffer(chunks[b"tRNS"], np.uint8)[:, None]
        return np.concatenate([colours, opacity], axis=1)[lines[:, 1:]]
    return np.concatenate([_unfiltered(lines, columns), np.full((rows, columns, 1), 255, np.uint8)], axis=2)


def _unfiltered(lines: Bytes, columns: int) -> Bytes:
    """What `_filtered` was given."""
    found = np.zeros((len(lines) + 1, columns + 1, 3), np.int16)
    for row, line in enumerate(lines, 1):
        apart = line[1:].reshape(columns, 3).astype(np.int16)
        if line[0] == SUB:
            found[row, 1:] = apart.cumsum(axis=0)
        elif line[0] == PAETH:
            for column in range(1, columns + 1):
                near = found[row, column - 1], found[row - 1, column], found[row - 1, column - 1]
                found[row, column] = (apart[column - 1] + _paeth(*near)) & 255
        else:
            found[row, 1:] = apart + (found[row - 1, 1:] if line[0] == UP else 0)
        found[row] &= 255
    return found[1:, 1:].astype(np.uint8)


def crisp(uri: str) -> str:
    """The picture of an address of this module with larger pixels, for those who would blur small ones."""
    png = b64decode(uri.partition(",")[2])
    chunks = dict(_chunks(png))
    columns, rows, _, kind = struct.unpack(">IIBB", chunks[b"IHDR"][:10])
    times = max(1, CRISP // max(rows, columns))
    if kind == TRUE_COLOUR:
        return data_uri(colour_png(pixels(png)[..., :3].repeat(times, axis=0).repeat(times, axis=1)))
    lines = np.frombuffer(zlib.decompress(chunks[b"IDAT"]), np.uint8).reshape(rows, -1)
    large = np.zeros((rows * times, 1 + columns * times), np.uint8)
    large[:, 1:] = lines[:, 1:].repeat(times, axis=0).repeat(times, axis=1)
    kept = [(name, chunks[name]) for name in (b"PLTE", b"tRNS")]
    return data_uri(_file((len(large), columns * times), kind, *kept, (b"IDAT", zlib.compress(large.tobytes(), LEVEL))))


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(SIGNATURE)
    while at < len(png):
        length, name = struct.unpack(">I4s", png[at : at + 8])
        yield name, png[at + 8 : at + 8 + length]
        at += length + 12


def data_uri(png: bytes) -> str:
    """The file as an address that holds it."""
    return f"data:image/png;base64,{b64encode(png).decode()}"


def _file(shape: tuple[int, ...], kind: int, *chunks: tuple[bytes, bytes]) -> bytes:
    rows, columns = shape
    header = struct.pack(">IIBBBBB", columns, rows, 8, kind, 0, 0, 0)
    parts = [(b"IHDR", header), *chunks, (b"IEND", b"")]
    return SIGNATURE + b"".join(_chunk(name, data) for name, data in parts)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
