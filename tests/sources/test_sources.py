"""Every entry of SOURCES keeps the promises of a source; what it cannot do, it refuses in words."""

import numpy as np
import pytest

from app.core.axes import LAYOUTS, layout_by_key
from app.core.errors import InputError
from app.sources import SOURCES, generate, source_by_key

CASES = [(source, layout) for source in SOURCES for layout in LAYOUTS if layout.key in source.layouts]
IDS = [f"{source.key}-{layout.key}" for source, layout in CASES]
IMAGE = layout_by_key("image")


@pytest.mark.parametrize(("source", "layout"), CASES, ids=IDS)
def test_opens_with_a_shape_it_can_give(source, layout):
    shape = source.default_shape(layout)
    values = generate(source.key, layout, shape, 0)
    assert values.shape == shape
    assert values.dtype == np.float32
    assert values.flags.c_contiguous
    assert np.isfinite(values).all()
    assert source.nearest_shape(layout, shape) == shape


@pytest.mark.parametrize(("source", "layout"), CASES, ids=IDS)
def test_the_seed_decides_the_values(source, layout):
    shape = source.default_shape(layout)
    first, again, other = (generate(source.key, layout, shape, seed) for seed in (3, 3, 4))
    assert np.array_equal(first, again)
    assert np.array_equal(first, other) != source.seeded


@pytest.mark.parametrize(("source", "layout"), CASES, ids=IDS)
def test_smallest_and_odd_shapes(source, layout):
    for asked in ((1,) * layout.rank, (2, 3, 5, 7)[: layout.rank], (1, 1, 129, 7)[: layout.rank]):
        shape = source.nearest_shape(layout, asked)
        assert generate(source.key, layout, shape, 1).shape == shape


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.key)
def test_has_words_for_the_page(source):
    assert source.label[0].isupper()
    assert source.summary.endswith(".")
    assert source_by_key(source.key) is source


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.key)
def test_lengths_beyond_its_limits_are_refused_with_the_nearest_shape(source):
    for letter, (_, most) in source.limits.items():
        shape = list(source.default_shape(IMAGE))
        shape[IMAGE.letters.index(letter)] = most + 1
        with pytest.raises(InputError) as caught:
            generate(source.key, IMAGE, tuple(shape), 0)
        assert caught.value.parameter == "shape"
        nearest = source.nearest_shape(IMAGE, tuple(shape))
        assert caught.value.repair == ",".join(map(str, nearest))
        assert generate(source.key, IMAGE, nearest, 0).shape == nearest
        assert source.largest[letter] == most


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.key)
def test_other_layouts_are_refused(source):
    for layout in LAYOUTS:
        if layout.key not in source.layouts:
            with pytest.raises(InputError) as caught:
                generate(source.key, layout, (2, 3, 4)[: layout.rank], 0)
            assert caught.value.parameter == "source"
            assert layout.key in source_by_key(caught.value.repair).layouts


def test_words_of_the_refusals():
    with pytest.raises(InputError) as caught:
        generate("photographs", IMAGE, (9, 3, 4, 4), 0)
    assert str(caught.value) == (
        "Got 9 samples along axis N; expected 1 to 8, because there are 8 photographs of 128 × 128 pixels in red, "
        "green and blue; try 8,3,4,4."
    )
    with pytest.raises(InputError) as caught:
        generate("photographs", IMAGE, (4, 1, 4, 4), 0)
    assert str(caught.value).startswith("Got 1 channel along axis C; expected exactly 3, because")
    with pytest.raises(InputError) as caught:
        generate("photographs", layout_by_key("features"), (4, 3), 0)
    assert str(caught.value) == ("Got Photographs as fully connected; expected layout=image; try another source.")
    with pytest.raises(InputError) as caught:
        source_by_key("noise")
    assert str(caught.value) == (
        "Got “noise”; expected photographs, counting, gaussian, activations, heavy or constant; try photographs."
    )


def test_a_wrong_rank_is_refused():
    with pytest.raises(InputError, match="4, one for each of the axes N, C, H, W"):
        generate("gaussian", IMAGE, (4, 3), 0)
