"""What the field calls a choice of axes: the names by definition, on every layout."""

import pytest

from app.core.axes import LAYOUTS, layout_of
from app.core.methods import METHODS
from app.core.names import NAMES, method_over, name_of, ranks

NAMED = {
    "NCHW": {
        "": "Nothing",
        "C": "Layer norm at each position",
        "N": "Per-activation batch norm",
        "HW": "Instance norm",
        "CHW": "Layer norm",
        "NHW": "Batch norm",
        "NCHW": "Whole tensor",
    },
    "NTC": {
        "": "Nothing",
        "C": "Layer norm",
        "T": "Instance norm",
        "N": "Per-activation batch norm",
        "TC": "Group norm with one group",
        "NT": "Batch norm",
        "NTC": "Whole tensor",
    },
    "NC": {"": "Instance norm", "C": "Layer norm", "N": "Batch norm", "NC": "Whole tensor"},
}


@pytest.mark.parametrize("letters", NAMED)
def test_every_subset_has_its_name_or_none(letters):
    layout = layout_of(letters)
    subsets = [subset for rank in ranks(layout) for subset in rank]
    found = {"".join(subset): name_of(subset, layout) for subset in subsets}
    assert len(found) == 2**layout.rank
    assert {subset: name.label for subset, name in found.items() if name} == NAMED[letters]


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.key)
def test_a_rank_has_the_subsets_of_its_size_with_layer_norm_left_and_batch_norm_right(layout):
    for count, rank in enumerate(ranks(layout)):
        assert all(len(subset) == count for subset in rank)
        sides = [("N" in subset) - ("C" in subset) for subset in rank]
        assert sides == sorted(sides)


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.key)
def test_the_method_of_a_subset_reduces_it_and_is_the_named_one(layout):
    for rank in ranks(layout):
        for subset in rank:
            method, name = method_over(subset, layout), name_of(subset, layout)
            assert method.reduced_axes(layout) == subset
            assert (method in METHODS) == (name is not None and name.key is not None)


def test_names_are_distinct_and_say_whose_they_are():
    assert len({name.label for name in NAMES}) == len({name.reduces for name in NAMES}) == len(NAMES)
    assert all(name.note for name in NAMES)
