"""Data sets on disk: read as what was saved, refused in words, streamed to the moments of the whole."""

import json
import shutil

import numpy as np
import pytest
import zarr

from app.core.errors import InputError
from app.core.moments import moments
from app.datasets import open_dataset
from app.datasets.dataset import sizes
from app.datasets.streaming import blocks, stream
from tests.core.definition import IMAGE, every_method
from tests.datasets.agreement import assert_equal_but_for_order, gathered
from tests.datasets.made import SHAPE, as_zarr, in_files, values

DTYPES = ("float16", "float32", "float64", ">f4", "int8", "uint16", ">i8", "bool")
KINDS = ("file", "files", "zarr 2", "zarr 3", "sharded")


def saved(kind, folder, x):
    """Where x is saved in a kind of data set."""
    if kind == "file":
        np.save(folder / "x.npy", x)
        return folder / "x.npy"
    if kind == "files":
        return in_files(folder / "x", x)
    if kind == "sharded":
        return as_zarr(folder / "x.zarr", x, (3, 3, 5, 4), shards=(6, 6, 5, 4))
    return as_zarr(folder / "x.zarr", x, version=int(kind[-1]))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("dtype", DTYPES)
def test_what_is_read_is_what_was_saved(kind, dtype, tmp_path):
    x = values(dtype)
    dataset = open_dataset(saved(kind, tmp_path, x))
    assert (dataset.shape, dataset.dtype.newbyteorder("=")) == (x.shape, x.dtype.newbyteorder("="))
    for first, last in ((0, 23), (0, 1), (3, 6), (4, 5), (16, 23), (22, 23)):
        assert np.array_equal(dataset.read(first, last), x[first:last])
    for most in (1, 1000, 10**9):
        assert np.array_equal(np.concatenate(list(blocks(dataset, most))), x)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("block_bytes", [1, 2000, 10**9])
def test_every_method_has_the_moments_of_the_whole(kind, block_bytes, tmp_path):
    x = values()
    dataset = open_dataset(saved(kind, tmp_path, x))
    tilings = [method.pools(IMAGE, x.shape) for method in every_method(IMAGE)]
    done = []
    found = gathered(tilings, stream(dataset, tilings, done.append, block_bytes))
    for each, whole in zip(found, moments(x, tilings), strict=True):
        assert_equal_but_for_order(each, whole, x)
    assert done == [last for _, last in sizes(dataset, block_bytes)]


def test_blocks_end_where_chunks_do(tmp_path):
    x = values()
    sharded, chunked = (open_dataset(saved(kind, tmp_path / kind, x)) for kind in ("sharded", "zarr 2"))
    assert (sharded.stride, chunked.stride) == (6, 7)
    assert list(sizes(chunked, 1)) == [(0, 7), (7, 14), (14, 21), (21, 23)]
    assert list(sizes(chunked, 15 * 480)) == [(0, 14), (14, 23)]


def test_other_ranks_and_a_vector_in_fortran_order(tmp_path):
    for shape in ((9,), (5, 4), (3, 4, 5), (2, 3, 2, 2, 2)):
        np.save(tmp_path / "x.npy", np.asfortranarray(values(shape=shape)) if len(shape) == 1 else values(shape=shape))
        assert open_dataset(tmp_path / "x.npy").shape == shape


def refusal(path):
    with pytest.raises(InputError) as raised:
        open_dataset(path)
    assert raised.value.parameter == "data"
    return str(raised.value)


def test_what_is_no_data_set_is_refused_in_words(tmp_path):
    assert "which is not there" in refusal(tmp_path / "nowhere")
    assert "without any; expected a folder with .npy files" in refusal(tmp_path)
    (tmp_path / "x.npy").write_bytes(b"PK\3\4")
    assert f"Got a zip archive, as numpy.savez and torch.save write in “{tmp_path / 'x.npy'}”" in refusal(tmp_path)
    np.save(tmp_path / "x.npy", np.asfortranarray(values()))
    assert "Fortran order" in refusal(tmp_path) and "numpy.ascontiguousarray" in refusal(tmp_path)
    np.save(tmp_path / "x.npy", values())
    with (tmp_path / "x.npy").open("ab") as file:
        file.write(b"x")
    assert "bytes after the header" in refusal(tmp_path / "x.npy")
    np.save(tmp_path / "x.npy", np.array([{}], object), allow_pickle=True)
    assert "Python objects" in refusal(tmp_path)


@pytest.mark.parametrize("other", [values("float64"), values(shape=(2, 6, 5, 5)), values(shape=(4, 30))])
def test_files_that_do_not_fit_together_are_refused_by_name(tmp_path, other):
    np.save(tmp_path / "a.npy", values())
    np.save(tmp_path / "b.npy", other)
    told = refusal(tmp_path)
    assert "in “b.npy” after 23 × 6 × 5 × 4 values of float32 in “a.npy”" in told


def test_a_file_that_shrinks_meanwhile_is_an_error_and_not_the_end(tmp_path):
    path = saved("file", tmp_path, values())
    dataset = open_dataset(path)
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(OSError, match="has become shorter"):
        list(blocks(dataset))
    path.unlink()
    with pytest.raises(FileNotFoundError):
        list(blocks(dataset))


def test_zarr_that_cannot_be_used_is_refused_in_words(tmp_path):
    group = zarr.create_group(str(tmp_path / "group.zarr"))
    group.create_array("train", shape=(3, 4), dtype="f4")
    assert "which is a group" in refusal(tmp_path / "group.zarr")
    assert "group.zarr/train" in refusal(tmp_path / "group.zarr")
    for name, shape, dtype in (("empty", (0, 3), "f4"), ("complex", (2, 3), "c8"), ("deep", (1,) * 6, "f4")):
        zarr.create_array(str(tmp_path / name), shape=shape, dtype=dtype)
    assert "none empty" in refusal(tmp_path / "empty") and "none empty" in refusal(tmp_path / "deep")
    assert "values of complex64" in refusal(tmp_path / "complex")
    broken = as_zarr(tmp_path / "broken.zarr", values())
    for text in ("{", "[]", json.dumps({"zarr_format": 3, "node_type": "array"})):
        (broken / "zarr.json").write_text(text)
        assert "which zarr cannot open" in refusal(broken)


def test_a_chunk_that_is_broken_is_an_error_that_names_it(tmp_path):
    dataset = open_dataset(path := as_zarr(tmp_path / "x.zarr", values()))
    shutil.copy(path / "zarr.json", path / "c" / "0" / "0" / "0" / "0")
    with pytest.raises(OSError, match=r"x\.zarr cannot be read from 0 to 23"):
        list(blocks(dataset))


def test_shape_of_the_tests():
    assert values().shape == SHAPE
