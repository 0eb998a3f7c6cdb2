"""Data sets on disk for the tests."""

from pathlib import Path

import numpy as np
import zarr

SHAPE = (23, 6, 5, 4)


def values(dtype="float32", shape=SHAPE, seed=0):
    """Values around 3 of any type."""
    made = np.random.default_rng(seed).normal(3, 2, shape)
    return (made > 3) if dtype == "bool" else made.astype(dtype)


def in_files(folder: Path, x: np.ndarray, cuts=(4, 5, 17)) -> Path:
    """A folder with x cut along its first axis."""
    folder.mkdir()
    for i, part in enumerate(np.split(x, cuts)):
        np.save(folder / f"{i}.npy", part)
    (folder / "notes.txt").write_text("not read")
    return folder


def as_zarr(folder: Path, x: np.ndarray, chunks=(7, 4, 5, 3), version=3, **options) -> Path:
    """x as a Zarr array."""
    made = zarr.create_array(
        str(folder), shape=x.shape, chunks=chunks[: x.ndim], dtype=x.dtype, zarr_format=version, **options
    )
    made[...] = x
    return folder
