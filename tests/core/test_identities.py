"""What follows from the definitions: methods that coincide, invariances, and that one value changes one pool."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.moments import moments
from app.core.normalize import Place, standardize
from tests.core.definition import (
    BY_KEY,
    FEATURES,
    IMAGE,
    SEQUENCE,
    assert_only_changed,
    assert_partition,
    assert_same_moments,
    every_method,
    exactly,
    gathered,
)
from tests.core.strategies import cases

CASES = [(IMAGE, (4, 6, 5, 7)), (SEQUENCE, (4, 9, 6)), (FEATURES, (8, 6))]


def outcome(x, method, layout, groups=None, virtual=None, epsilon=1e-5):
    """The moments and the standardized values."""
    pools = method.pools(layout, x.shape, groups, virtual)
    (found,) = moments(x, [pools])
    found = found if method.centers else found.about_zero()
    return found, standardize(x, pools, found.mean, found.variance, epsilon=epsilon, place=Place.VARIANCE)


def normal(shape, mean=1.0, seed=0, dtype=np.float32):
    return np.random.default_rng(seed).normal(mean, 2, shape).astype(dtype)


@pytest.mark.parametrize("epsilon", [0.0, 1e-5, 1.0])
def test_one_group_is_layer_norm_on_images(epsilon):
    x = normal((4, 6, 5, 7))
    one, layer = (outcome(x, BY_KEY[key], IMAGE, 1, epsilon=epsilon) for key in ("group", "layer"))
    assert_same_moments(one[0], layer[0])
    assert np.array_equal(one[1], layer[1])


def test_one_group_is_not_layer_norm_on_sequences():
    x = normal((4, 9, 6))
    assert not np.allclose(outcome(x, BY_KEY["group"], SEQUENCE, 1)[1], outcome(x, BY_KEY["layer"], SEQUENCE)[1])


@pytest.mark.parametrize(("layout", "shape"), CASES)
def test_as_many_groups_as_channels_is_instance_norm(layout, shape):
    x = normal(shape)
    group, instance = (outcome(x, BY_KEY[key], layout, 6) for key in ("group", "instance"))
    assert_same_moments(group[0], instance[0])
    assert np.array_equal(group[1], instance[1])


@pytest.mark.parametrize(("layout", "shape"), CASES)
def test_one_virtual_batch_is_batch_norm(layout, shape):
    x = normal(shape)
    ghost, batch = (outcome(x, BY_KEY[key], layout, virtual=1) for key in ("ghost", "batch"))
    assert_same_moments(ghost[0], batch[0])
    assert np.array_equal(ghost[1], batch[1])


@pytest.mark.parametrize(("layout", "shape"), CASES)
def test_as_many_virtual_batches_as_samples_is_instance_norm(layout, shape):
    x = normal(shape)
    ghost, instance = (outcome(x, BY_KEY[key], layout, virtual=shape[0]) for key in ("ghost", "instance"))
    assert_same_moments(ghost[0], instance[0])
    assert np.array_equal(ghost[1], instance[1])


@pytest.mark.parametrize(("layout", "shape"), CASES)
def test_ghost_batch_norm_is_batch_norm_of_each_virtual_batch(layout, shape):
    x = normal(shape)
    ghost = outcome(x, BY_KEY["ghost"], layout, virtual=2)
    half = shape[0] // 2
    for k, part in enumerate((x[:half], x[half:])):
        alone = outcome(part, BY_KEY["batch"], layout)
        np.testing.assert_allclose(ghost[0].mean[k], alone[0].mean[0], rtol=1e-12)
        np.testing.assert_allclose(ghost[1][k * half : (k + 1) * half], alone[1], rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(("layout", "shape"), CASES)
def test_batch_norm_of_one_sample_is_instance_norm(layout, shape):
    x = normal((1, *shape[1:]))
    batch, instance = (outcome(x, BY_KEY[key], layout) for key in ("batch", "instance"))
    assert_same_moments(batch[0], instance[0])
    assert np.array_equal(batch[1], instance[1])


@pytest.mark.parametrize(("a", "b"), [(3.0, 0.0), (0.5, 10.0), (100.0, -7.0)])
@pytest.mark.parametrize(("layout", "shape"), CASES)
def test_layer_norm_does_not_see_gain_and_offset_as_epsilon_vanishes(layout, shape, a, b):
    x = normal(shape, dtype=np.float64)
    plain, moved = (outcome(each, BY_KEY["layer"], layout, epsilon=0.0)[1] for each in (x, a * x + b))
    np.testing.assert_allclose(moved, plain, rtol=1e-10, atol=1e-11)
    off = [
        np.abs(np.subtract(*(outcome(each, BY_KEY["layer"], layout, epsilon=e)[1] for each in (x, a * x + b)))).max()
        for e in (1e-1, 1e-3, 1e-5)
    ]
    assert off[0] > 10 * off[1] > 100 * off[2]


@pytest.mark.parametrize(("layout", "shape"), CASES)
def test_rms_norm_is_layer_norm_where_the_mean_is_zero(layout, shape):
    x = normal(shape, dtype=np.float64)
    pools = BY_KEY["layer"].pools(layout, shape)
    x -= x.reshape(pools.split_shape).mean(axis=pools.split_reduced, keepdims=True).reshape(pools.parts)
    rms, layer = (outcome(x, BY_KEY[key], layout) for key in ("rms", "layer"))
    np.testing.assert_allclose(rms[1], layer[1], rtol=1e-12, atol=1e-14)
    assert (rms[0].mean == 0).all()


def test_rms_norm_is_not_layer_norm_elsewhere():
    x = normal((4, 6, 5, 7), mean=3)
    assert not np.allclose(outcome(x, BY_KEY["rms"], IMAGE)[1], outcome(x, BY_KEY["layer"], IMAGE)[1], atol=0.1)


@pytest.mark.parametrize(("layout", "shape"), CASES)
def test_the_named_methods_are_subsets_of_the_axes(layout, shape):
    x = normal(shape)
    for key in ("batch", "layer", "instance"):
        named = BY_KEY[key]
        same = next(each for each in every_method(layout) if each.letters == named.reduced_axes(layout))
        assert_same_moments(outcome(x, named, layout)[0], outcome(x, same, layout)[0])


def test_reducing_everything_and_reducing_nothing():
    x = normal((4, 6, 5, 7), dtype=np.float64)
    methods = {method.key: method for method in every_method(IMAGE)}
    found, y = outcome(x, methods["reduce:NCHW"], IMAGE)
    assert (found.mean.shape, found.count) == ((1, 1, 1, 1), x.size)
    assert (y.mean(), y.std()) == (pytest.approx(0, abs=1e-12), pytest.approx(1, abs=1e-5))
    found, y = outcome(x, methods["reduce:"], IMAGE)
    assert np.array_equal(found.mean, x)
    assert not y.any()
    assert not found.m2.any()


@pytest.mark.parametrize(("layout", "shape"), CASES)
def test_standardized_pools_have_mean_zero_and_variance_one(layout, shape):
    x = normal(shape, mean=50)
    for method in every_method(layout):
        pools = method.pools(layout, shape, 2)
        if method.centers and pools.size > 1:
            (again,) = moments(outcome(x, method, layout, 2, epsilon=0.0)[1], [pools])
            np.testing.assert_allclose(again.mean, 0, atol=1e-6)
            np.testing.assert_allclose(again.variance, 1, rtol=1e-5)


@settings(max_examples=150)
@given(cases(), st.data())
def test_nudging_one_value_changes_its_pool_and_nothing_else(case, data):
    layout, drawn, method, *split = case
    # Values of one size: beside one that outweighs them all, the change of the others can be lost to rounding.
    x = np.random.default_rng(data.draw(st.integers(0, 99))).normal(0, 1, drawn.shape)
    cell = tuple(data.draw(st.integers(0, n - 1)) for n in x.shape)
    nudged = x.copy()
    nudged[cell] += 5000.0
    pools = method.pools(layout, x.shape, *split)
    before, after = (outcome(each, method, layout, *split) for each in (x, nudged))
    pool = np.zeros(pools.parts, bool)
    pool[pools.pool_of(cell)] = True
    inside = np.zeros(x.shape, bool)
    inside[tuple(slice(low, high) for low, high in pools.box(pools.pool_of(cell)))] = True
    if method.centers:
        assert_only_changed(before[0].mean, after[0].mean, pool)
    # What no nudge can change: the variance 0 of a single value, the ±1 of two.
    if pools.size > 1 or not method.centers:
        assert_only_changed(before[0].m2, after[0].m2, pool)
    if pools.size > 2:
        assert_only_changed(before[1], after[1], inside)
    assert np.array_equal(before[1][~inside], after[1][~inside])


@pytest.mark.parametrize("dtype", [np.float16, np.float32])
def test_nudging_one_value_of_a_large_tensor_changes_no_bit_elsewhere(dtype):
    x = normal((8, 32, 40, 40), dtype=dtype)
    cell = (3, 17, 5, 9)
    nudged = x.copy()
    nudged[cell] = 2000
    for key in ("batch", "layer", "instance", "group", "rms", "ghost"):
        pools = BY_KEY[key].pools(IMAGE, x.shape, 8)
        before, after = (outcome(each, BY_KEY[key], IMAGE, 8) for each in (x, nudged))
        pool = np.zeros(pools.parts, bool)
        pool[pools.pool_of(cell)] = True
        assert_only_changed(before[0].m2, after[0].m2, pool)
        inside = np.zeros(x.shape, bool)
        inside[tuple(slice(low, high) for low, high in pools.box(pools.pool_of(cell)))] = True
        assert np.array_equal(before[1][~inside], after[1][~inside])
        assert before[1][cell] != after[1][cell]


@settings(max_examples=100)
@given(cases())
def test_pools_partition_the_tensor_and_hold_what_the_definition_gathers(case):
    layout, x, method, *split = case
    pools = method.pools(layout, x.shape, *split)
    assert_partition([pools.box(pool) for pool in np.ndindex(pools.parts)], x.shape)
    (found,) = moments(x, [pools])
    for pool, values in gathered(x, method, layout, *split).items():
        box = tuple(slice(low, high) for low, high in pools.box(pool))
        assert sorted(x[box].ravel().tolist()) == sorted(np.array(values).tolist())
        assert found.variance[pool] == pytest.approx(float(exactly(values)[1]), rel=1e-6, abs=0)
