"""Statistics of a data set on disk, beside reading the same bytes, and beside Dask's own mean and variance.

Once with the file in the system's cache, and once after asking the system to forget it, where the disk decides. Dask's
own are two reductions over the axes of batch normalization, in float32; ours give both from one, in float64. All of
Dask's run on its threads in this process.
"""

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import dask
import numpy as np

from app.core.methods import method_by_key
from app.datasets import open_dataset
from app.datasets.dataset import BLOCK_BYTES
from app.datasets.on_dask import as_dask
from app.datasets.streaming import stream
from tests.benchmarks.peers import IMAGE, KEYS, values
from tests.benchmarks.timing import in_turns, table
from tests.datasets.agreement import dask_moments

SHAPE, TINY = (1024, 64, 56, 56), (6, 4, 5, 6)
ROUNDS = 5
HEAD = ["", "best s", "GB/s", "to reading", "cold s", "cold GB/s", "to reading"]


def report(tiny: bool) -> str:
    """The table."""
    shape, rounds = (TINY, 1) if tiny else (SHAPE, ROUNDS)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "x.npy"
        _save(path, shape)
        jobs = _jobs(path)
        warm = in_turns(jobs, rounds)
        cold = in_turns({name: partial(_cold, path, job) for name, job in jobs.items()}, rounds)
        size = path.stat().st_size
    read = "plain read"
    rows = [
        [
            name,
            *_speed(warm[name].best, warm[read].best, size),
            *_speed(cold[name].best, cold[read].best, size),
        ]
        for name in jobs
    ]
    return table(f"Statistics of a file of {size / 1e9:.2f} GB", HEAD, rows)


def _speed(seconds: float, reading: float, size: int) -> list[str]:
    return [f"{seconds:.3f}", f"{size / seconds / 1e9:.2f}", f"{seconds / reading:.2f}"]


def _jobs(path: Path) -> dict[str, Callable[[], object]]:
    dataset = open_dataset(path)
    batch, *others = (method_by_key(key, IMAGE).pools(IMAGE, dataset.shape) for key in KEYS)
    axes = (0, 2, 3)

    def on_threads(make: Callable[[], object]) -> object:
        with dask.config.set(scheduler="threads"):
            return make()

    return {
        "plain read": lambda: _read(path),
        "batch": lambda: list(stream(dataset, [batch])),
        "all four": lambda: list(stream(dataset, [batch, *others])),
        "batch on Dask": lambda: on_threads(lambda: dask_moments(as_dask(dataset), [batch])),
        "all four on Dask": lambda: on_threads(lambda: dask_moments(as_dask(dataset), [batch, *others])),
        "Dask's mean, var": lambda: on_threads(lambda: _own(as_dask(dataset), axes)),
    }


def _own(x: object, axes: tuple[int, ...]) -> object:
    return dask.compute(x.mean(axis=axes), x.var(axis=axes))


def _read(path: Path) -> None:
    block = bytearray(BLOCK_BYTES)
    with path.open("rb", buffering=0) as file:
        while file.readinto(block):
            pass


def _cold(path: Path, job: Callable[[], object]) -> object:
    """The job after the file has left the system's cache, where the system can be asked for that."""
    if hasattr(os, "posix_fadvise"):
        with path.open("rb") as file:
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    return job()


def _save(path: Path, shape: tuple[int, ...]) -> None:
    part = values((min(32, shape[0]), *shape[1:]))
    with path.open("wb") as file:
        np.lib.format.write_array_header_1_0(file, {"descr": "<f4", "fortran_order": False, "shape": shape})
        for _ in range(shape[0] // len(part)):
            part.tofile(file)
        file.flush()
        os.fsync(file.fileno())
