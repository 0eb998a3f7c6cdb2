"""What NumPy saves is read as NumPy reads it; every other file is refused in words, before memory is taken for it."""

import io
import tracemalloc

import numpy as np
import pytest

from app.core.errors import InputError
from app.sources.npy import KINDS, parse_npy

MOST = 1000


def saved(values, **options) -> bytes:
    file = io.BytesIO()
    np.save(file, np.asarray(values), **options)
    return file.getvalue()


def written(header: str, body: bytes = b"", version: tuple[int, int] = (1, 0)) -> bytes:
    """A file with this text as its header."""
    text = header.encode("latin-1") + b"\n"
    length = len(text).to_bytes(2 if version == (1, 0) else 4, "little")
    return b"\x93NUMPY" + bytes(version) + length + text + body


def header_of(descr: str = "'<f4'", order: str = "False", shape: str = "(2, 3)") -> str:
    return f"{{'descr': {descr}, 'fortran_order': {order}, 'shape': {shape}, }}"


def refusal(data: bytes, most: int = MOST) -> InputError:
    """The refusal of a file, after checking that it cost hardly any memory."""
    tracemalloc.start()
    try:
        with pytest.raises(InputError) as caught:
            parse_npy(data, most)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 256 * 1024, f"{peak} bytes were taken"
    assert caught.value.parameter == "tensor"
    return caught.value


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("order", ["<", ">"])
def test_reads_every_kind_of_number_as_numpy_does(kind, order):
    values = (np.arange(24) % 2 if kind == "b1" else np.arange(24)).reshape(2, 3, 4).astype(order + kind)
    read = parse_npy(saved(values), MOST)
    assert np.array_equal(read, values)
    assert read.dtype == np.dtype(kind)
    assert read.dtype.isnative
    assert read.flags.c_contiguous


@pytest.mark.parametrize("shape", [(5,), (1, 1), (2, 3, 4), (2, 3, 4, 5), (2, 1, 3, 1, 2)])
def test_reads_every_rank_in_either_order(shape):
    values = np.random.default_rng(0).normal(size=shape).astype(np.float32)
    for laid_out in (values, np.asfortranarray(values)):
        read = parse_npy(saved(laid_out), MOST)
        assert np.array_equal(read, values)
        assert read.flags.c_contiguous


def test_keeps_values_that_are_not_finite():
    assert np.array_equal(parse_npy(saved([np.nan, np.inf, -np.inf]), MOST), [np.nan, np.inf, -np.inf], equal_nan=True)


@pytest.mark.parametrize("version", [(1, 0), (2, 0), (3, 0)])
def test_reads_every_version_and_any_order_of_the_fields(version):
    body = np.arange(6, dtype="<f4").tobytes()
    for header in (header_of(), "{'shape':(2,3),'descr':'<f4','fortran_order':False}"):
        assert parse_npy(written(header, body, version), MOST).tolist() == [[0, 1, 2], [3, 4, 5]]


def test_a_bool_of_another_byte_is_true():
    read = parse_npy(written(header_of("'|b1'", shape="(3,)"), b"\x00\x01\x07"), MOST)
    assert read.view(np.uint8).tolist() == [0, 1, 1]


def test_the_limit_is_the_number_of_values():
    assert parse_npy(saved(np.zeros(MOST)), MOST).size == MOST
    assert str(refusal(saved(np.zeros(MOST + 1)))) == (
        "Got 1,001 values; expected at most 1,000; try saving a part of the array."
    )


STRUCTURED = np.dtype([("a", "<f4"), ("b", "<i4")])
KINDS_REFUSED = {
    "objects": (
        saved(np.array([{}], dtype=object), allow_pickle=True),
        "Python objects, which only a pickle can hold (dtype “|O”)",
    ),
    "records": (saved(np.zeros(3, STRUCTURED)), "an array of records (a structured dtype)"),
    "complex": (saved(np.zeros(3, np.complex64)), "complex numbers (dtype “<c8”)"),
    "dates": (saved(np.zeros(3, "datetime64[s]")), "dates (dtype “<M8[s]”)"),
    "spans": (saved(np.zeros(3, "timedelta64[s]")), "time spans (dtype “<m8[s]”)"),
    "text": (saved(np.array(["a"])), "text (dtype “<U1”)"),
    "bytes": (saved(np.array([b"a"])), "text (dtype “|S1”)"),
    "void": (written(header_of("'|V1000000000'")), "raw bytes (dtype “|V1000000000”)"),
    "empty void": (written(header_of("'|V0'", shape="(1000000000000,)")), "raw bytes (dtype “|V0”)"),
    "empty text": (written(header_of("'|S0'", shape="(1000000000,)")), "text (dtype “|S0”)"),
    "long double": (written(header_of("'<f16'")), "dtype “<f16”"),
    "no order": (written(header_of("'f4'")), "dtype “f4”"),
    "order missing": (written(header_of("'|f4'")), "dtype “|f4”"),
    "bfloat16": (written(header_of("'bfloat16'")), "dtype “bfloat16”"),
}


@pytest.mark.parametrize("name", KINDS_REFUSED)
def test_other_kinds_of_values_are_refused(name):
    data, got = KINDS_REFUSED[name]
    error = refusal(data)
    assert error.got == got
    assert error.expected == "float16, float32, float64, an integer of 8 to 64 bits, or bool"


def archive() -> bytes:
    file = io.BytesIO()
    np.savez_compressed(file, a=np.zeros(100_000))
    return file.getvalue()


STRANGERS = {
    "npz": (archive(), "a zip archive, as numpy.savez and torch.save write"),
    "pickle": (b"\x80\x05\x95\x0b", "a Python pickle"),
    "hdf5": (b"\x89HDF\r\n\x1a\n", "an HDF5 file"),
    "png": (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    "jpeg": (b"\xff\xd8\xff\xe0", "a JPEG picture"),
    "gzip": (b"\x1f\x8b\x08", "a gzip archive"),
    "empty": (b"", "an empty file"),
    "text": (b"1,2,3", "a file that does not begin like a .npy file"),
    "half of the magic": (b"\x93NUM", "a file that does not begin like a .npy file"),
}


@pytest.mark.parametrize("name", STRANGERS)
def test_other_files_are_refused_by_name(name):
    data, got = STRANGERS[name]
    assert str(refusal(data)) == (
        f"Got {got}; expected a .npy file with one array; try saving one array of numbers with numpy.save."
    )


SHAPES_REFUSED = {
    "rank 0": ("()", "an array with 0 axes"),
    "rank 6": ("(1, 1, 1, 1, 1, 1)", "an array with 6 axes"),
    "rank 32": (f"({'1, ' * 32})", "an array with 32 axes"),
    "no values": ("(0, 3)", "an array of shape (0, 3), without values"),
    "no values, yet huge": ("(0, 1000000000)", "an array of shape (0, 1000000000), without values"),
    "8 GB": ("(1000000000,)", "1,000,000,000 values"),
    "product beyond 64 bits": ("(9999999999, 9999999999, 9999999999)", f"{9999999999**3:,} values"),
    "number beyond 10 digits": ("(1000000000000000000,)", "the shape “(1000000000000000000,)”"),
    "empty place": ("(2,, 3)", "the shape “(2,, 3)”"),
    "no tuple": ("(6)", "the shape “(6)”"),
    "zero in front": ("(02, 3)", "the shape “(02, 3)”"),
    "comma first": ("(, 3)", "the shape “(, 3)”"),
}


@pytest.mark.parametrize("name", SHAPES_REFUSED)
def test_other_shapes_are_refused(name):
    shape, got = SHAPES_REFUSED[name]
    assert refusal(written(header_of(shape=shape), b"\x00" * 8)).got == got


HEADERS_REFUSED = {
    "long of Python 2": header_of(shape="(2L, 3L)"),
    "negative": header_of(shape="(-2, -3)"),
    "list": header_of(shape="[2, 3]"),
    "digits of another script": header_of(shape="(\xb2, 3)"),
    "order in words": header_of(order="'no'"),
    "field missing": "{'descr': '<f4', 'shape': (2, 3), }",
    "field twice": "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), 'shape': (2, 3), }",
    "field too many": "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), 'name': 'x', }",
    "nested": "(" * 500,
    "blank that is none": header_of(shape="\xa0(2, 3)"),
    "end that is none": header_of() + "\xa0\n",
    "expression": header_of(shape="(2*3,)"),
    "escape": header_of(descr="'<f4\\x00'"),
    "not a dictionary": "[1, 2, 3]",
    "empty": "",
}


@pytest.mark.parametrize("name", HEADERS_REFUSED)
def test_other_headers_are_refused(name):
    error = refusal(written(HEADERS_REFUSED[name], b"\x00" * 24))
    assert error.got.startswith("the .npy header “")
    assert error.expected == "descr, fortran_order and shape, as numpy.save writes them"


def test_headers_beyond_the_file_or_beyond_reason_are_refused():
    whole = saved(np.zeros(3))
    assert refusal(whole[:9]).got.startswith("a .npy header of")
    assert refusal(whole[:40]).got == "a .npy header of 118 bytes"
    assert refusal(written(" " * 2000)).got == "a .npy header of 2,001 bytes"
    assert refusal(b"\x93NUMPY\x02\x00\xff\xff\xff\xff").got == "a .npy header of 4,294,967,295 bytes"
    assert refusal(b"\x93NUMPY\x09\x01" + whole[8:]).got == "version 9.1 of the .npy format"
    assert refusal(b"\x93NUMPY").got == "version missing of the .npy format"


@pytest.mark.parametrize("change", [-1, 1, -24])
def test_a_byte_too_few_or_too_many_is_refused(change):
    body = b"\x00" * (24 + change)
    assert str(refusal(written(header_of(), body))) == (
        f"Got {24 + change} bytes after the header; expected 24 for 2 × 3 values of float32; "
        "try saving one array of numbers with numpy.save."
    )


def test_a_claim_within_the_limit_is_checked_against_the_file_before_memory_is_taken():
    error = refusal(written(header_of("'<f8'", shape="(1000000000,)"), b"\x00" * 8), most=2**31)
    assert error.got == "8 bytes after the header"


def test_the_check_of_memory_can_fail(monkeypatch):
    def wasteful(data, most):
        kept = bytearray(2**20)
        raise InputError("tensor", str(len(kept)), "", "")

    monkeypatch.setitem(globals(), "parse_npy", wasteful)
    with pytest.raises(AssertionError, match="bytes were taken"):
        refusal(b"")
