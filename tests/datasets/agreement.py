"""Moments that were summed in another order, compared; and what comes of a stream, put together."""

import dask
import numpy as np

from app.core.moments import Moments, moments
from app.core.stream import streamed
from app.datasets.on_dask import from_records, lazy_moments

EPSILON = 2.0**-52


def collected(tilings, blocks, measure=moments):
    """The moments of every tiling from the blocks of a tensor. AssertionError where pools are missing or told twice."""
    return gathered(tilings, streamed(tilings, blocks, measure))


def gathered(tilings, stream):
    """The same from what a stream tells."""
    parts = [[] for _ in tilings]
    for each in stream:
        assert each.first == sum(len(part.mean) for part in parts[each.which])
        parts[each.which].append(each.moments)
    found = []
    for tiling, part in zip(tilings, parts, strict=True):
        counts = {each.count for each in part}
        assert len(counts) == 1
        arrays = [np.concatenate([getattr(each, name) for each in part]) for name in ("mean", "m2", "nonfinite")]
        assert arrays[0].shape == tiling.parts
        found.append(Moments(counts.pop(), *arrays))
    return found


def dask_moments(x, pools):
    """The moments of every pool of each tiling of a Dask array, with whatever scheduler Dask is set to."""
    records = dask.compute(*(lazy_moments(x, each) for each in pools))
    return [from_records(found, each) for found, each in zip(records, pools, strict=True)]


def assert_equal_but_for_order(found, whole, x, epsilon=EPSILON):
    """Equal as far as the order of summation in float64 (or with another `epsilon`) allows.

    A mean may differ by some units in the last place of the tensor's largest value, the variance by that of its
    standard deviation times that, and by a small multiple of its own last place.
    """
    assert found.count == whole.count
    assert np.array_equal(found.nonfinite, whole.nonfinite)
    values = np.abs(x.astype(np.float64))
    most = values[np.isfinite(values)].max(initial=0.0)
    clean = whole.nonfinite == 0
    off = 16 * epsilon * most
    np.testing.assert_allclose(found.mean[clean], whole.mean[clean], rtol=0, atol=off)
    allowed = 256 * epsilon * whole.variance[clean] + 2 * off * np.sqrt(whole.variance[clean]) + off**2
    wrong = np.abs(found.variance[clean] - whole.variance[clean]) > allowed
    assert not wrong.any(), f"{found.variance[clean][wrong]} are not {whole.variance[clean][wrong]}"
    np.testing.assert_array_equal(found.variance[~clean], whole.variance[~clean])
