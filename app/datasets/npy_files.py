""".npy files, one after another along the first axis.

They are read, not mapped into memory: pages of a mapped file count as memory of the process until the system takes
them back, and a file that shrinks underneath would end the process.
"""

import sys
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.core.errors import InputError, shown
from app.sources.npy import HEAD, Header, npy_header


@dataclass(frozen=True)
class NpyFiles:
    """Files of one type, whose shapes differ in the first length at most. `starts[i]` is the first place of file i."""

    paths: tuple[Path, ...]
    headers: tuple[Header, ...]
    starts: tuple[int, ...]

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of all files together."""
        last = self.headers[-1].shape
        return (self.starts[-1] + last[0], *last[1:])

    @property
    def dtype(self) -> np.dtype[Any]:
        """The type of all files."""
        return self.headers[0].dtype

    @property
    def stride(self) -> int:
        """Files can be read from any place."""
        return 1

    def read(self, first: int, last: int) -> NDArray[Any]:
        """The values of a range, read into one array from as many files as it meets."""
        dtype = np.dtype(np.uint8) if self.dtype.kind == "b" else self.dtype
        block = np.empty((last - first, *self.shape[1:]), dtype)
        file = bisect_right(self.starts, first) - 1
        while file < len(self.starts) and self.starts[file] < last:
            start = self.starts[file]
            low, high = max(first, start), min(last, start + self.headers[file].shape[0])
            self._fill(block[low - first : high - first], file, low - start)
            file += 1
        # A bool of another byte than 0 or 1 would be true, and yet not equal to true.
        return block if self.dtype.kind != "b" else block != 0

    def _fill(self, part: NDArray[Any], file: int, skipped: int) -> None:
        place = part.reshape(-1).view(np.uint8).data
        with self.paths[file].open("rb", buffering=0) as opened:
            opened.seek(self.headers[file].start + skipped * (part.nbytes // len(part)))
            while len(place):
                got = opened.readinto(place)
                if not got:
                    raise OSError(f"{self.paths[file]} has become shorter while it was read")
                place = place[got:]


def open_npy(paths: Sequence[Path]) -> NpyFiles:
    """The data set of these files. Raises InputError of `data` that names the file which cannot be used."""
    headers = [_header(path) for path in paths]
    one = headers[0]
    for path, header in zip(paths, headers, strict=True):
        if (header.dtype, header.shape[1:]) != (one.dtype, one.shape[1:]):
            raise InputError(
                "data",
                f"{_said(header)} in {shown(path.name)} after {_said(one)} in {shown(paths[0].name)}",
                "files of one type whose shapes differ in the first length only",
                "a folder for each kind",
            )
    starts = [0]
    for header in headers[:-1]:
        starts.append(starts[-1] + header.shape[0])
    return NpyFiles(tuple(path.resolve() for path in paths), tuple(headers), tuple(starts))


def _header(path: Path) -> Header:
    try:
        with path.open("rb") as opened:
            head = opened.read(HEAD)
            length = opened.seek(0, 2)
    except OSError as error:
        got = f"{shown(path, 200)}, which cannot be read ({error.strerror})"
        raise InputError("data", got, "a .npy file", "a file that may be read") from None
    try:
        header = npy_header(head, length, sys.maxsize)
    except InputError as error:
        raise InputError("data", f"{error.got} in {shown(path, 200)}", error.expected, error.hint) from None
    if header.fortran and len(header.shape) > 1:
        got = f"values in Fortran order in {shown(path, 200)}"
        raise InputError("data", got, "C order, in which samples follow one another", "numpy.ascontiguousarray")
    return header


def _said(header: Header) -> str:
    return f"{' × '.join(map(str, header.shape))} values of {header.dtype.name}"
