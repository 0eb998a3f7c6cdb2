"""Types are worked on in the narrowest type that holds each of their values."""

import numpy as np
import pytest

from app.core.precision import output_type, working_type


@pytest.mark.parametrize(
    ("dtype", "working", "output"),
    [
        ("float16", "float32", "float16"),
        ("float32", "float32", "float32"),
        (">f4", "float32", "float32"),
        ("float64", "float64", "float64"),
        (">f8", "float64", "float64"),
        ("bool", "float32", "float32"),
        ("uint8", "float32", "float32"),
        ("int16", "float32", "float32"),
        ("uint16", "float32", "float32"),
        ("int32", "float64", "float64"),
        ("uint64", "float64", "float64"),
        (np.longdouble, "float64", "float64"),
    ],
)
def test_working_and_output_types(dtype, working, output):
    assert working_type(np.dtype(dtype)) == np.dtype(working)
    assert output_type(np.dtype(dtype)) == np.dtype(output)
    assert output_type(np.dtype(dtype)).isnative


@pytest.mark.parametrize("dtype", ["int8", "uint8", "int16", "uint16", "float16"])
def test_the_working_type_holds_every_value(dtype):
    every = np.arange(2 ** (8 * np.dtype(dtype).itemsize)).astype(f"u{np.dtype(dtype).itemsize}").view(dtype)
    assert np.array_equal(
        every.astype(working_type(every.dtype)).astype(dtype), every, equal_nan=every.dtype.kind == "f"
    )


@pytest.mark.parametrize("dtype", ["complex64", "datetime64[s]", "object", "U3", "V8"])
def test_what_is_no_real_number_is_refused(dtype):
    with pytest.raises(TypeError, match="expected real numbers"):
        working_type(np.dtype(dtype))
