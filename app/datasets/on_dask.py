"""The same statistics on Dask: our moments, handed to `dask.array.reduction`.

A chunk gives the moments of its part of each pool as an array of records, and Dask merges the records in a tree. The
packages dask and distributed are an optional extra.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from typing import Any

import dask.array as da
import numpy as np
from distributed import Client, LocalCluster
from distributed.comm.addressing import get_address_host_port
from numpy.typing import NDArray

from app.core.blocks import cores
from app.core.moments import Moments, moments, union
from app.core.pools import Pools
from app.core.rows import Parts
from app.core.stream import Finished, streamed
from app.datasets.dataset import Dataset, sizes
from app.datasets.streaming import Told, silent, telling

RECORD = np.dtype([("count", np.int64), ("mean", np.float64), ("m2", np.float64), ("nonfinite", np.int64)])
CHUNK_BYTES = 2**26
"""Bytes of a chunk: its moments take some 20 ms, of which Dask's own work is a small part."""
CHUNKS_AT_ONCE = 16
"""Chunks for each thread of the cluster that are handed over together, and their results taken before the next ones."""
LOCAL = "local"
LOOPBACK = "127.0.0.1:0"
PATIENCE = "10s"


@contextmanager
def cluster(address: str) -> Iterator[Client]:
    """A client of the scheduler at this address, or of a cluster made for it in this process where it is `local`.

    OSError where nothing answers; ValueError where the address is none.
    """
    if address != LOCAL:
        get_address_host_port(address, strict=True)  # a client with no address to try would not end cleanly
        with Client(address, timeout=PATIENCE, set_as_default=False) as client:
            yield client
        return
    # Dask's own pages would otherwise be served on every interface of the machine.
    options = {"dashboard_address": LOOPBACK, "worker_dashboard_address": LOOPBACK, "memory_limit": 0}
    local = LocalCluster(n_workers=1, threads_per_worker=cores(), processes=False, **options)
    with local, Client(local, set_as_default=False) as client:
        yield client


def stream_on(
    client: Client,
    dataset: Dataset,
    tilings: Sequence[Pools],
    told: Told = silent,
    chunk_bytes: int = CHUNK_BYTES,
) -> Iterator[Finished]:
    """What `stream` gives, computed on a cluster. Its workers read the data themselves, at the same path."""
    whole = as_dask(dataset, chunk_bytes)
    at_once = CHUNKS_AT_ONCE * max(1, sum(client.nthreads().values()))
    ends = np.cumsum(whole.chunks[0])
    numbered = groupby(enumerate(ends), lambda pair: pair[0] // at_once)
    last = [int(list(group)[-1][1]) for _, group in numbered]
    parts = (whole[low:high] for low, high in zip([0, *last], last, strict=False))

    def measure(x: da.Array, pools: Sequence[Pools]) -> list[Moments]:
        records = client.gather(client.compute([lazy_moments(x, each) for each in pools]))
        return [from_records(found, each) for found, each in zip(records, pools, strict=True)]

    return streamed(tilings, telling(parts, told), measure)


def as_dask(dataset: Dataset, chunk_bytes: int = CHUNK_BYTES) -> da.Array:
    """A data set as a Dask array in chunks along the first axis."""
    lengths = tuple(last - first for first, last in sizes(dataset, chunk_bytes))
    chunks = (lengths, *((n,) for n in dataset.shape[1:]))
    return da.from_array(Sliced(dataset), chunks, name=False, meta=np.empty((0,) * len(chunks), dataset.dtype))


class Sliced:
    """A data set as Dask asks for its parts: by slices."""

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset
        self.shape, self.dtype, self.ndim = dataset.shape, dataset.dtype, len(dataset.shape)

    def __getitem__(self, key: tuple[slice, ...]) -> NDArray[Any]:
        first, last, _ = key[0].indices(self.shape[0])
        return self.dataset.read(first, last)[(slice(None), *key[1:])]


def lazy_moments(x: da.Array, pools: Pools) -> da.Array:
    """The records of a tiling, of the split shape with reduced lengths 1, not computed yet.

    Only axes that pools cut without cutting them up are reshaped; chunks that do not fit are put together by Dask.
    """
    shape: list[int] = []
    reduced: list[int] = []
    for length, parts, block in zip(pools.shape, pools.parts, pools.block, strict=True):
        if parts > 1:
            shape.append(parts)
        if parts == 1 or block > 1:
            reduced.append(len(shape))
            shape.append(block if parts > 1 else length)
    if tuple(shape) != x.shape:
        x = x.reshape(shape)
    meta = np.empty((0,) * x.ndim, RECORD)
    if not reduced:
        return x.map_blocks(_chunk, axis=(), dtype=RECORD, meta=meta)
    return da.reduction(
        x, _chunk, _merged, axis=tuple(reduced), keepdims=True, dtype=RECORD, combine=_merged, meta=meta
    )


def from_records(records: NDArray[Any], pools: Pools) -> Moments:
    """The moments that a computed result of `lazy_moments` stands for."""
    mean, m2, nonfinite = (records[name].reshape(pools.parts).copy() for name in ("mean", "m2", "nonfinite"))
    return Moments(pools.size, mean, m2, nonfinite)


def _chunk(x: NDArray[Any], axis: tuple[int, ...], keepdims: bool = True) -> NDArray[Any]:
    """The records of one chunk. Dask runs chunks side by side, so each is measured on one thread."""
    parts = tuple(1 if i in axis else n for i, n in enumerate(x.shape))
    if not x.size:  # Dask asks with nothing what will come
        return np.empty(parts, RECORD)
    (found,) = moments(x, [Pools(x.shape, parts)], threads=1)
    return _records(found.count, Parts(found.mean, found.m2, found.nonfinite))


def _merged(records: NDArray[Any], axis: tuple[int, ...], keepdims: bool = True) -> NDArray[Any]:
    """The records of unions along the axes."""
    if not records.size:
        return np.empty(tuple(1 if i in axis else n for i, n in enumerate(records.shape)), RECORD)
    counts = records["count"]
    parts = Parts(records["mean"], records["m2"], records["nonfinite"])
    return _records(counts.sum(axis=axis, keepdims=True), union(parts, counts, axis))


def _records(count: NDArray[np.int64] | int, parts: Parts) -> NDArray[Any]:
    made = np.empty(parts.mean.shape, RECORD)
    made["count"], made["mean"], made["m2"], made["nonfinite"] = count, parts.mean, parts.m2, parts.nonfinite
    return made
