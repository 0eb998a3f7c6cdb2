"""Every method of the registry, and any subset of the axes: what is derived from the roles they reduce."""

from math import prod

import numpy as np
import pytest
from hypothesis import given

from app.core.axes import AXIS_BY_LETTER, LAYOUTS, layout_of
from app.core.errors import InputError
from app.core.methods import (
    METHODS,
    check_split,
    default_groups,
    group_choices,
    method_by_key,
    reducing,
)
from tests.core.definition import BY_KEY, IMAGE, SEQUENCE, every_method, key
from tests.core.strategies import cases


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.key)
@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.key)
def test_every_entry_of_the_registry_is_complete(method, layout):
    assert method_by_key(method.key, layout) is method
    assert method.label
    assert method.summary.endswith(".")
    assert method.source
    assert method.pool_sentence(layout)
    assert set(method.reduced_axes(layout)) <= set(layout.letters)
    assert set(method.parameter_axes(layout)) <= set(layout.letters)


@pytest.mark.parametrize(
    ("name", "layout", "reduced"),
    [
        ("batch", "NCHW", "NHW"),
        ("layer", "NCHW", "CHW"),
        ("instance", "NCHW", "HW"),
        ("group", "NCHW", "CHW"),
        ("rms", "NCHW", "CHW"),
        ("batch", "NTC", "NT"),
        ("layer", "NTC", "C"),
        ("rms", "NTC", "C"),
        ("instance", "NTC", "T"),
        ("group", "NTC", "TC"),
        ("ghost", "NCHW", "NHW"),
        ("ghost", "NTC", "NT"),
        ("ghost", "NC", "N"),
        ("batch", "NC", "N"),
        ("layer", "NC", "C"),
        ("instance", "NC", ""),
        ("batch", "NCL", "NL"),
        ("batch", "NCDHW", "NDHW"),
        ("layer", "NCDHW", "CDHW"),
    ],
)
def test_which_axes_are_reduced_follows_the_roles_of_the_letters(name, layout, reduced):
    assert "".join(BY_KEY[name].reduced_axes(layout_of(layout))) == reduced


@pytest.mark.parametrize(
    ("name", "statistics", "parameters", "count", "batch"),
    [
        ("batch", (1, 6, 1, 1), (6,), 12, True),
        ("layer", (4, 1, 1, 1), (6, 8, 8), 768, False),
        ("instance", (4, 6, 1, 1), (6,), 12, False),
        ("group", (4, 3, 1, 1), (6,), 12, False),
        ("rms", (4, 1, 1, 1), (6, 8, 8), 384, False),
        ("ghost", (2, 6, 1, 1), (6,), 12, True),
    ],
)
def test_shapes_and_counts_on_images(name, statistics, parameters, count, batch):
    method, shape = BY_KEY[name], (4, 6, 8, 8)
    assert method.pools(IMAGE, shape, 3, 2).parts == statistics
    assert method.parameter_shape(IMAGE, shape) == parameters
    assert method.parameter_count(IMAGE, shape) == count
    assert method.depends_on_batch(IMAGE) is batch
    assert method.same_at_test_time(IMAGE) is not batch


@given(cases())
def test_two_values_share_a_pool_exactly_if_they_share_a_key(case):
    layout, x, method, *split = case
    pools = method.pools(layout, x.shape, *split)
    known = {}
    for cell in np.ndindex(x.shape):
        assert known.setdefault(key(cell, x.shape, method, layout, *split), pools.pool_of(cell)) == pools.pool_of(cell)
    assert len(known) == len(set(known.values())) == pools.count == prod(pools.parts)


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.key)
def test_every_subset_of_the_axes_is_a_method(layout):
    subsets = every_method(layout)[len(METHODS) :]
    assert len({method.letters for method in subsets}) == 2**layout.rank
    for method in subsets:
        assert method_by_key(method.key, layout) == method
        letters = "".join(method.letters)
        assert reducing(letters[::-1], layout) == method


def test_pools_in_words():
    assert BY_KEY["batch"].pool_sentence(IMAGE) == "one channel, across all samples and pixels"
    assert BY_KEY["instance"].pool_sentence(IMAGE) == "one channel of one sample, across all pixels"
    assert BY_KEY["layer"].pool_sentence(SEQUENCE) == "one token of one sample, across all features"
    assert BY_KEY["group"].pool_sentence(IMAGE) == "one group of channels of one sample, across all pixels"
    assert BY_KEY["ghost"].pool_sentence(IMAGE) == "one channel of one virtual batch, across all its samples and pixels"
    assert BY_KEY["ghost"].pool_sentence(SEQUENCE) == (
        "one feature of one virtual batch, across all its samples and tokens"
    )
    assert reducing("NCHW", IMAGE).pool_sentence(IMAGE).startswith("the whole tensor, across all")
    assert reducing("", layout_of("N")).pool_sentence(layout_of("N")) == "one sample, alone"


@pytest.mark.parametrize("name", ["norm", "", "Batch", "reduce", "reduce:X", "reduce:HH", "reduce:hw"])
def test_what_is_no_method_is_refused_with_a_repair_that_is_one(name):
    with pytest.raises(InputError) as refused:
        method_by_key(name, IMAGE, "method")
    assert refused.value.parameter == "method"
    assert method_by_key(refused.value.repair, IMAGE)


def test_groups_divide_the_channels():
    assert group_choices(12) == [1, 2, 3, 4, 6, 12]
    assert (default_groups(12), default_groups(7), default_groups(1)) == (2, 7, 1)
    assert check_split(AXIS_BY_LETTER["C"], 12, None) == 2
    assert check_split(AXIS_BY_LETTER["C"], 12, 4) == 4
    for length in range(1, 200):
        assert group_choices(length) == [parts for parts in range(1, length + 1) if length % parts == 0]


@pytest.mark.parametrize(("channels", "groups"), [(7, 2), (12, 5), (12, 0), (12, -1), (3, 100)])
def test_groups_that_do_not_divide_are_refused_with_ones_that_do(channels, groups):
    with pytest.raises(InputError, match=f"Got {channels} channels in {groups} groups") as refused:
        check_split(AXIS_BY_LETTER["C"], channels, groups)
    assert channels % int(refused.value.repair) == 0


def test_seven_channels_in_two_groups_in_full():
    with pytest.raises(InputError) as refused:
        check_split(AXIS_BY_LETTER["C"], 7, 2)
    assert str(refused.value) == ("Got 7 channels in 2 groups; expected a number of groups that divides 7; try 1 or 7.")
    assert refused.value.parameter == "groups"


def test_four_samples_in_three_virtual_batches_in_full():
    with pytest.raises(InputError) as refused:
        check_split(AXIS_BY_LETTER["N"], 4, 3)
    assert str(refused.value) == (
        "Got 4 samples in 3 virtual batches; expected a number of virtual batches that divides 4; try 1, 2 or 4."
    )
    assert refused.value.parameter == "virtual"


def test_virtual_batches_of_one_sample_keep_the_samples_apart_in_training_only():
    ghost, shape = BY_KEY["ghost"], (4, 6, 8, 8)
    depends = [ghost.depends_on_batch(IMAGE, ghost.pools(IMAGE, shape, None, virtual)) for virtual in (1, 2, 4)]
    assert depends == [True, True, False]
    assert not ghost.same_at_test_time(IMAGE)
    assert BY_KEY["batch"].depends_on_batch(IMAGE, BY_KEY["batch"].pools(IMAGE, (1, 6, 8, 8)))
