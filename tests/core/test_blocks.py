"""Blocks tile the shape, every one is worked on once, and failures come out."""

import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.blocks import BUFFER, LINE, cores, cut, for_each, fresh, scratch
from tests.core.definition import assert_partition


@given(st.lists(st.tuples(st.integers(1, 7), st.integers(1, 9)), min_size=1, max_size=4))
def test_blocks_tile_the_shape(pairs):
    shape, extents = zip(*pairs, strict=True)
    blocks = cut(shape, extents)
    assert_partition([[(each.start, each.stop) for each in block] for block in blocks], shape)
    assert all(each.stop - each.start <= step for block in blocks for each, step in zip(block, extents, strict=True))


@pytest.mark.parametrize("threads", [None, 1, 2, 5])
def test_every_block_is_worked_on_once(threads):
    times = np.zeros((40, 3), int)
    for_each(lambda block: np.add.at(times, block, 1), cut(times.shape, (1, 3)), threads)
    assert (times == 1).all()


def test_two_threads_work_at_the_same_time():
    both = threading.Barrier(2, timeout=30)
    for_each(lambda _: both.wait() and None, cut((2,), (1,)), threads=2)


def test_a_failure_on_any_thread_is_raised_here():
    def fail(block):
        if block[0].start == 7:
            raise MemoryError("no room")

    for threads in (1, 3):
        with pytest.raises(MemoryError, match="no room"):
            for_each(fail, cut((20,), (1,)), threads)


def test_numpy_is_silent_inside_and_as_before_outside():
    before = np.geterr(), np.getbufsize()
    sizes = []
    for_each(lambda _: sizes.append((np.float64(1) / np.zeros(1), np.getbufsize())), cut((4,), (1,)), 2)
    assert [size for _, size in sizes] == [BUFFER] * 4
    assert (np.geterr(), np.getbufsize()) == before


def test_scratch_is_kept_and_belongs_to_one_thread():
    mine = scratch((4, 5), np.dtype(np.float32))
    assert mine.shape == (4, 5)
    assert np.shares_memory(mine, scratch((3,), np.dtype(np.float64)))
    assert not np.shares_memory(mine, scratch((4, 5), np.dtype(np.float32), "another"))
    with ThreadPoolExecutor(1) as other:
        assert not np.shares_memory(mine, other.submit(scratch, (4, 5), np.dtype(np.float32)).result())
    assert scratch((100, 1000), np.dtype(np.float64)).nbytes == 800_000


def test_many_short_calls_at_once_leave_no_more_threads_than_cores():
    with ThreadPoolExecutor(4) as callers:
        list(callers.map(lambda _: for_each(lambda _: None, cut((16,), (1,)), threads=8), range(400)))
    assert sum(each.name.startswith("blocks") for each in threading.enumerate()) <= cores()


def test_there_is_at_least_one_core():
    assert cores() >= 1


@pytest.mark.parametrize("dtype", ["uint8", "float16", "float32", "float64"])
@pytest.mark.parametrize("shape", [(), (1,), (3, 5), (7, 0, 2), (2, 3, 1000)])
def test_fresh_arrays_begin_on_a_line_and_share_nothing(shape, dtype):
    arrays = [fresh(shape, np.dtype(dtype)) for _ in range(5)]
    for number, array in enumerate(arrays):
        assert array.ctypes.data % LINE == 0
        assert (array.shape, array.dtype, array.flags.c_contiguous) == (shape, np.dtype(dtype), True)
        array[...] = number
    assert all((array == number).all() for number, array in enumerate(arrays))


def test_scratch_begins_on_a_line():
    assert scratch((3, 5), np.dtype(np.float32), "of this test").ctypes.data % LINE == 0
