"""Normalization by its definition, value by value, and the assertions that compare with it.

Nothing here uses pools, blocks or merging: two values share a pool exactly if their keys are equal (Wu & He 2018,
equations 1 to 5), and a pool is a list of numbers. Slow and obvious on purpose.
"""

from collections import defaultdict
from fractions import Fraction
from itertools import product

import numpy as np

from app.core.axes import Layout, Role, layout_of
from app.core.methods import METHODS, Method, reducing

IMAGE, SEQUENCE, FEATURES = layout_of("NCHW"), layout_of("NTC"), layout_of("NC")
BY_KEY = {method.key: method for method in METHODS}


def every_method(layout: Layout) -> list[Method]:
    """The registry, and every subset of the layout's axes."""
    choices = product((False, True), repeat=layout.rank)
    subsets = ["".join(letter for letter, on in zip(layout.letters, chosen, strict=True) if on) for chosen in choices]
    return [*METHODS, *(reducing(letters, layout) for letters in subsets)]


def key(
    cell: tuple[int, ...], shape: tuple[int, ...], method: Method, layout: Layout, groups: int, virtual: int
) -> tuple[int, ...]:
    """What a value has in common with all others of its pool: its places along the kept axes, its group, its batch."""
    found = []
    for axis, place, length in zip(layout.axes, cell, shape, strict=True):
        if axis.letter not in method.reduced_axes(layout):
            found.append(place)
        elif method.key == "group" and axis.role is Role.CHANNEL:
            found.append(place // (length // groups))
        elif method.key == "ghost" and axis.role is Role.BATCH:
            found.append(place // (length // virtual))
        else:
            found.append(0)
    return tuple(found)


def gathered(x: np.ndarray, method: Method, layout: Layout, groups: int, virtual: int) -> dict[tuple[int, ...], list]:
    """The values of every pool, by key, in C order."""
    pools = defaultdict(list)
    for cell in np.ndindex(x.shape):
        pools[key(cell, x.shape, method, layout, groups, virtual)].append(x[cell])
    return dict(pools)


def exactly(values: list) -> tuple[Fraction, Fraction]:
    """Mean and biased variance in rational arithmetic, without any rounding."""
    exact = [Fraction(float(value)) if isinstance(value, np.floating) else Fraction(int(value)) for value in values]
    mean = sum(exact) / len(exact)
    return mean, sum((value - mean) ** 2 for value in exact) / len(exact)


def textbook(x: np.ndarray, pools) -> tuple[np.ndarray, np.ndarray]:
    """Mean and biased variance of every pool as NumPy gives them in float64, in the statistics' shape."""
    values = x.astype(np.float64).reshape(pools.split_shape)
    return values.mean(axis=pools.split_reduced), values.var(axis=pools.split_reduced)


def assert_partition(boxes, shape) -> None:
    """Every value of the tensor is in exactly one of the boxes."""
    times = np.zeros(shape, int)
    for box in boxes:
        times[tuple(slice(low, high) for low, high in box)] += 1
    assert (times == 1).all(), f"values in no pool or in several: {np.argwhere(times != 1)[:5].tolist()}"


def assert_only_changed(before: np.ndarray, after: np.ndarray, where: np.ndarray) -> None:
    """Every number marked by `where` has changed, and no other one, not even in its last bit."""
    changed = before != after
    assert changed[where].all(), f"{np.count_nonzero(~changed[where])} of {where.sum()} did not change"
    assert not changed[~where].any(), f"{np.count_nonzero(changed[~where])} others changed"


def assert_same_moments(a, b) -> None:
    """Equal to the last bit, NaN where the other is NaN."""
    assert a.count == b.count
    for left, right in ((a.mean, b.mean), (a.m2, b.m2), (a.nonfinite, b.nonfinite)):
        assert left.shape == right.shape
        assert np.array_equal(left, right, equal_nan=True), f"{left} is not {right}"


def assert_accurate(found, expected_mean, expected_variance, relative: float) -> None:
    """Variances to a relative error; means to the same part of a standard deviation, and of their own last bits."""
    expected_mean, expected_variance = np.asarray(expected_mean), np.asarray(expected_variance)
    np.testing.assert_allclose(found.variance, expected_variance, rtol=relative, atol=0)
    off = np.abs(found.mean - expected_mean)
    allowed = relative * np.sqrt(expected_variance) + 4 * np.spacing(np.abs(expected_mean))
    assert (off <= allowed).all(), f"a mean is off by {(off / allowed).max():.3g} times what is allowed"
