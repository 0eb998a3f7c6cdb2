"""A PNG reader for tests, written from the format's definition and not from the writer."""

import struct
import zlib
from base64 import b64decode

import numpy as np

KINDS = {2: 3, 3: 1}
"""Channels of true colour and of a palette."""


def predicted(kind, left, above, corner):
    """What each of the format's filters takes for likely (9.2)."""
    guess = left + above - corner
    nearest = min((left, above, corner), key=lambda neighbour: abs(guess - neighbour))
    return (0, left, above, (left + above) // 2, nearest)[kind]


def pixels_of(source):
    """(rows, columns, 4): red, green, blue, opacity of a file's bytes or of its data URI."""
    data = b64decode(source.removeprefix("data:image/png;base64,")) if isinstance(source, str) else source
    assert data[:8] == bytes([137, 80, 78, 71, 13, 10, 26, 10])
    chunks, at = {}, 8
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        name, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        (crc,) = struct.unpack(">I", data[at + 8 + length : at + 12 + length])
        assert crc == zlib.crc32(name + body)
        chunks[name] = body
        at += 12 + length
    assert next(iter(chunks)) == b"IHDR" and list(chunks)[-1] == b"IEND"
    columns, rows, depth, kind, compression, method, interlace = struct.unpack(">IIBBBBB", chunks[b"IHDR"])
    assert (depth, compression, method, interlace) == (8, 0, 0, 0)
    step = KINDS[kind]
    lines = np.frombuffer(zlib.decompress(chunks[b"IDAT"]), np.uint8).reshape(rows, 1 + step * columns)
    found = np.empty((rows, step * columns), np.uint8)
    above = np.zeros(step * columns, np.uint8)
    for line, target in zip(lines, found, strict=True):
        target[:] = line[1:]
        for place, byte in enumerate(line[1:].tolist()) if line[0] else ():
            left = int(target[place - step]) if place >= step else 0
            corner = int(above[place - step]) if place >= step else 0
            target[place] = (byte + predicted(int(line[0]), left, int(above[place]), corner)) % 256
        above = target
    if kind == 2:
        return np.concatenate([found.reshape(rows, columns, 3), np.full((rows, columns, 1), 255, np.uint8)], axis=2)
    palette = np.frombuffer(chunks[b"PLTE"], np.uint8).reshape(-1, 3)
    opacity = np.full(len(palette), 255, np.uint8)
    opacity[: len(chunks[b"tRNS"])] = np.frombuffer(chunks[b"tRNS"], np.uint8)
    return np.concatenate([palette, opacity[:, None]], axis=1)[found]
