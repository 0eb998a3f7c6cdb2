"""Random layouts, shapes, tensors and methods for Hypothesis."""

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from app.core.axes import AXIS_BY_LETTER, layout_of
from app.core.methods import group_choices
from tests.core.definition import every_method

DTYPES = ("float16", "float32", "float64", "int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "bool")

layouts = st.lists(st.sampled_from(list(AXIS_BY_LETTER)), min_size=1, max_size=5, unique=True).map(
    lambda letters: layout_of("".join(letters))
)


def shapes(layout, most: int = 200):
    """Shapes of the layout's rank with at most so many values."""
    return hnp.array_shapes(min_dims=layout.rank, max_dims=layout.rank, max_side=6).filter(
        lambda shape: int(np.prod(shape)) <= most
    )


def values(dtype: np.dtype):
    """Values of a moderate size, so that float32 squares of their differences are exact enough to compare."""
    if dtype.kind == "f":
        width = 8 * dtype.itemsize
        return st.floats(-1000, 1000, width=width).map(lambda value: 0.0 if abs(value) < 2**-10 else value)
    return st.booleans() if dtype.kind == "b" else st.integers(*_bounds(dtype))


def _bounds(dtype: np.dtype) -> tuple[int, int]:
    info = np.iinfo(dtype)
    return max(info.min, -(2**40)), min(info.max, 2**40)


@st.composite
def cases(draw):
    """A layout, a tensor of it in any type and memory order, a method or a subset, groups and virtual batches."""
    layout = draw(layouts)
    shape = draw(shapes(layout))
    dtype = np.dtype(draw(st.sampled_from(DTYPES)))
    x = draw(hnp.arrays(dtype, shape, elements=values(dtype)))
    x = draw(st.sampled_from([lambda x: x, np.asfortranarray, lambda x: x[..., ::-1], lambda x: x.astype(x.dtype)]))(x)
    method = draw(st.sampled_from(every_method(layout)))
    lengths = dict(zip(layout.letters, shape, strict=True))
    groups, virtual = (draw(st.sampled_from(group_choices(lengths.get(letter, 1)))) for letter in "CN")
    return layout, x, method, groups, virtual
