"""NumPy's .npy files, read by strict rules: what the header claims is checked before any memory is taken for it.

The format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html. NumPy's own reader evaluates the
header as Python and allocates what it claims; this one does neither.
"""

import re
from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.typing import NDArray

from app.core.axes import MAX_RANK
from app.core.errors import InputError, shown

MAGIC = b"\x93NUMPY"
MOST_HEADER = 1024
HEAD = 12 + MOST_HEADER
"""Bytes in which the header of a file has ended."""
KINDS = ("f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "b1")
KINDS_IN_WORDS = "float16, float32, float64, an integer of 8 to 64 bits, or bool"
STRANGERS = (
    (b"PK", "a zip archive, as numpy.savez and torch.save write"),
    (b"\x80", "a Python pickle"),
    (b"\x89HDF", "an HDF5 file"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x1f\x8b", "a gzip archive"),
)
SAVE = "saving one array of numbers with numpy.save"

_FIELDS = re.compile(
    r"""\{[\ \t\n]*(?:
        (?:'descr'[\ \t\n]*:[\ \t\n]*'(?P<descr>[^'\\]{1,40})'
        |  'fortran_order'[\ \t\n]*:[\ \t\n]*(?P<order>True|False)
        |  'shape'[\ \t\n]*:[\ \t\n]*\((?P<shape>[0-9,\ ]*)\)
        )[\ \t\n]*(?:,[\ \t\n]*|(?=\})))+\}[\ \t\n]*""",
    re.VERBOSE,
)
_KEY = re.compile(r"'(\w{1,20})'\s*:")
_LENGTH = "(?:0|[1-9][0-9]{0,9})"
_SHAPE = re.compile(rf"{_LENGTH}, ?(?:{_LENGTH}(?:, ?{_LENGTH})*,?)?|")


@dataclass(frozen=True)
class Header:
    """What a .npy file says of its values: their type, shape and order, and the byte at which they start."""

    dtype: np.dtype[np.generic]
    shape: tuple[int, ...]
    fortran: bool
    start: int


def npy_header(head: bytes, length: int, most_values: int) -> Header:
    """The header of a .npy file of `length` bytes that begins with `head`: all of it, or at least the first HEAD bytes.

    Raises InputError of `tensor` as `parse_npy` does.
    """
    text, start = _header(head)
    descr, fortran, lengths = _claims(text)
    dtype = _dtype(descr)
    shape = _shape(lengths, most_values)
    expected, got = prod(shape) * dtype.itemsize, length - start
    if expected != got:
        sizes = " × ".join(map(str, shape))
        raise _refusal(f"{got:,} bytes after the header", f"{expected:,} for {sizes} values of {dtype.name}")
    return Header(dtype, shape, fortran, start)


def parse_npy(data: bytes, most_values: int) -> NDArray[np.generic]:
    """The array of a .npy file, in C order and in this machine's byte order; without copying where it is so already.

    Taken are floats, integers and bools, rank 1 to 5, at most `most_values` values, and not a byte too few or too many.
    Raises InputError of `tensor` for everything else; the memory taken is then a few kilobytes.
    """
    header = npy_header(data, len(data), most_values)
    dtype = header.dtype
    # A bool of another byte than 0 or 1 would be true, and yet not equal to true.
    truths = dtype.kind == "b"
    stored = np.frombuffer(data, np.uint8 if truths else dtype, offset=header.start)
    values = stored != 0 if truths else stored
    values = values.reshape(header.shape, order="F" if header.fortran else "C")
    return np.ascontiguousarray(values, dtype.newbyteorder("="))


def _refusal(got: str, expected: str, hint: str = SAVE) -> InputError:
    return InputError("tensor", got, expected, hint)


def _header(data: bytes) -> tuple[str, int]:
    """The text of the header, and where the values begin."""
    if not data.startswith(MAGIC):
        names = [name for magic, name in STRANGERS if data.startswith(magic)]
        got = names[0] if names else "an empty file" if not data else "a file that does not begin like a .npy file"
        raise _refusal(got, "a .npy file with one array")
    version = tuple(data[6:8])
    if version not in {(1, 0), (2, 0), (3, 0)}:
        raise _refusal(
            f"version {'.'.join(map(str, version)) or 'missing'} of the .npy format", "version 1.0, 2.0 or 3.0"
        )
    start = 10 if version == (1, 0) else 12
    length = int.from_bytes(data[8:start], "little")
    if length > MOST_HEADER or start + length > len(data) or len(data) < start:
        raise _refusal(f"a .npy header of {length:,} bytes", f"at most {MOST_HEADER:,}, all of them in the file")
    return data[start : start + length].decode("latin-1"), start + length


def _claims(header: str) -> tuple[str, bool, str]:
    """The three fields of the header, as they are written."""
    if re.search(r"'descr'\s*:\s*\[", header):
        raise _refusal("an array of records (a structured dtype)", KINDS_IN_WORDS)
    keys = sorted(_KEY.findall(header))
    found = _FIELDS.fullmatch(header)
    if not found or keys != ["descr", "fortran_order", "shape"]:
        raise _refusal(f"the .npy header {shown(header)}", "descr, fortran_order and shape, as numpy.save writes them")
    return found["descr"], found["order"] == "True", found["shape"]


def _dtype(descr: str) -> np.dtype[np.generic]:
    order, kind = descr[:1], descr[1:]
    if kind in KINDS and (order in {"<", ">"} or (order == "|" and kind.endswith("1"))):
        return np.dtype(descr)
    names = {"O": "Python objects, which only a pickle can hold", "c": "complex numbers", "V": "raw bytes"}
    names |= {"U": "text", "S": "text", "a": "text", "M": "dates", "m": "time spans"}
    got = names.get(kind[:1])
    raise _refusal(f"{got} (dtype {shown(descr)})" if got else f"dtype {shown(descr)}", KINDS_IN_WORDS)


def _shape(lengths: str, most_values: int) -> tuple[int, ...]:
    lengths = lengths.strip()
    if not _SHAPE.fullmatch(lengths):
        raise _refusal(f"the shape {shown(f'({lengths})')}", "whole numbers with at most 10 digits, joined by commas")
    shape = tuple(int(length) for length in lengths.split(",") if length)
    if not 1 <= len(shape) <= MAX_RANK:
        raise _refusal(f"an array with {len(shape)} axes", f"1 to {MAX_RANK}", "reshaping it")
    if 0 in shape:
        raise _refusal(f"an array of shape ({lengths}), without values", "at least one value")
    if prod(shape) > most_values:
        raise _refusal(f"{prod(shape):,} values", f"at most {most_values:,}", "saving a part of the array")
    return shape
