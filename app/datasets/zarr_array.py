"""Arrays in the Zarr format, versions 2 and 3, in a folder of this machine. The package zarr is an optional extra."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.core.axes import MAX_RANK
from app.core.errors import InputError, listed, shown

MARKS = (".zarray", ".zgroup", "zarr.json")
"""Files that make a folder one of Zarr's."""
EXTRA = 'python -m pip install "normaxis[datasets]"'


@dataclass(frozen=True)
class ZarrArray:
    """A Zarr array. It is opened again in every process that reads it."""

    path: Path
    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    stride: int

    def read(self, first: int, last: int) -> NDArray[Any]:
        """The chunks of a range, put together."""
        try:
            return np.asarray(_opened(self.path)[first:last])
        except (ValueError, RuntimeError, KeyError) as error:  # what zarr's codecs raise of bytes they cannot decode
            raise OSError(f"{self.path} cannot be read from {first} to {last}: {error}") from error


def is_zarr(path: Path) -> bool:
    """Whether a folder is one of Zarr's."""
    return any((path / mark).is_file() for mark in MARKS)


def open_zarr(path: Path) -> ZarrArray:
    """The Zarr array in a folder. Raises InputError of `data` where it cannot be used."""
    try:
        import zarr
    except ImportError:
        raise InputError("data", "a Zarr array, but no package zarr", "that package", EXTRA) from None
    said = shown(path, 200)
    try:
        found = zarr.open(str(path), mode="r")
    except Exception as error:  # zarr raises whatever its readers of JSON raise
        got = f"{said}, which zarr cannot open ({shown(error, 120)})"
        raise InputError("data", got, "the folder of a Zarr array", "writing it again with zarr") from None
    if not isinstance(found, zarr.Array):
        names = sorted(name for name, _ in found.arrays())
        hint = listed([str(path / name) for name in names[:4]]) or "saving an array"
        raise InputError("data", f"{said}, which is a group", "the folder of one array in it", hint)
    if found.dtype.kind not in "fiub" or found.dtype.itemsize > 8:
        raise InputError("data", f"values of {found.dtype} in {said}", "floats, integers or bools", "converting them")
    if not 1 <= len(found.shape) <= MAX_RANK or 0 in found.shape:
        raise InputError("data", f"shape {found.shape} in {said}", f"1 to {MAX_RANK} axes, none empty", "reshaping it")
    stored = found.shards or found.chunks
    return ZarrArray(path.resolve(), tuple(found.shape), found.dtype, min(stored[0], found.shape[0]))


def _opened(path: Path) -> Any:
    import zarr

    return zarr.open_array(str(path), mode="r")
