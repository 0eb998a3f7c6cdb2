"""Axes have roles, layouts are made of axes, shapes are checked against layouts."""

import pytest

from app.core.axes import (
    AXES,
    AXIS_BY_LETTER,
    DEFAULT_LETTERS,
    LAYOUTS,
    MAX_RANK,
    Role,
    check_shape,
    layout_by_key,
    layout_of,
)
from app.core.errors import InputError


def test_letters_and_keys_are_distinct():
    assert len(AXIS_BY_LETTER) == len(AXES)
    assert len({layout.key for layout in LAYOUTS}) == len({layout.letters for layout in LAYOUTS}) == len(LAYOUTS)


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.key)
def test_every_layout_is_found_by_its_key_and_by_its_letters(layout):
    assert layout_by_key(layout.key) is layout
    assert layout_of(layout.letters) is layout
    assert layout.rank == len(layout.axes) == len(layout.letters)


@pytest.mark.parametrize(("rank", "letters"), DEFAULT_LETTERS.items())
def test_every_rank_has_default_letters(rank, letters):
    assert layout_of(letters).rank == rank
    assert set(DEFAULT_LETTERS) == set(range(1, MAX_RANK + 1))


def test_roles_choose_letters_in_the_order_of_the_tensor():
    assert layout_of("NCHW").with_role(Role.SPACE, Role.BATCH) == ("N", "H", "W")
    assert layout_of("WNC").with_role(Role.SPACE, Role.BATCH) == ("W", "N")
    assert layout_of("NTC").with_role(Role.SPACE) == ()


def test_letters_of_no_registered_layout_make_one():
    layout = layout_of("NCL")
    assert (layout.key, layout.label, layout.letters) == ("NCL", "NCL", "NCL")


@pytest.mark.parametrize("letters", ["", "NN", "NX", "nchw", "NTCLDH", "N C"])
def test_letters_that_are_no_layout_are_refused(letters):
    with pytest.raises(InputError) as refused:
        layout_of(letters)
    assert refused.value.parameter == "axes"


def test_an_unknown_layout_is_refused_with_the_ones_there_are():
    with pytest.raises(InputError, match="image, sequence or features") as refused:
        layout_by_key("picture")
    assert refused.value.repair == "image"


def test_a_shape_has_one_positive_length_for_each_axis():
    assert check_shape(layout_of("NCHW"), [4, 3, 8, 8]) == (4, 3, 8, 8)
    with pytest.raises(InputError, match="Got 3 sizes; expected 4, one for each of the axes N, C, H, W"):
        check_shape(layout_of("NCHW"), (1, 2, 3))
    with pytest.raises(InputError, match="Got 0 channels; expected at least 1 along axis C; try 1") as refused:
        check_shape(layout_of("NCHW"), (1, 0, 3, 3), parameter="tensor.shape")
    assert refused.value.parameter == "tensor.shape"


@pytest.mark.parametrize(
    ("letters", "many"),
    [("NCHW", "channels"), ("NTC", "features"), ("NC", "hidden units"), ("NCL", "channels"), ("CTN", "features")],
)
def test_what_c_counts_has_the_name_it_has_in_such_a_layout(letters, many):
    axis = layout_of(letters).axis("C")
    assert (axis.letter, axis.role, axis.many) == ("C", Role.CHANNEL, many)
    assert axis.name == axis.one == many.removesuffix("s")
