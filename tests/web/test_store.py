"""A store never takes more than its bound, and lets go of what was not asked for longest."""

import sys
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from app.web.store import LARGEST_PART, OWN_BYTES, Store

BOUND = 40 * OWN_BYTES
steps = st.lists(st.tuples(st.booleans(), st.integers(0, 15), st.integers(0, 8 * OWN_BYTES)), max_size=80)


@given(steps)
def test_it_does_what_a_plain_list_in_order_of_use_does(steps) -> None:
    store: Store[int, str] = Store(BOUND)
    model: OrderedDict[int, int] = OrderedDict()
    for put, key, size in steps:
        if put:
            store.put(key, f"{key}", size)
            if size + OWN_BYTES <= BOUND // LARGEST_PART:
                model.pop(key, None)
                model[key] = size + OWN_BYTES
                while sum(model.values()) > BOUND:
                    model.popitem(last=False)
        else:
            assert store.get(key) == (f"{key}" if key in model else None)
            if key in model:
                model.move_to_end(key)
        assert store.bytes == sum(model.values()) <= BOUND
        assert len(store) == len(model)


def test_what_happened_is_counted() -> None:
    store: Store[int, str] = Store(8 * OWN_BYTES)
    for key in range(10):
        assert store.get(key) is None
        store.put(key, "x", 0)
    assert store.get(9) == "x"
    assert (store.counts.missing, store.counts.found, store.counts.driven_out) == (10, 1, 2)


def test_a_bound_of_nothing_keeps_nothing() -> None:
    store: Store[int, str] = Store(0)
    store.put(1, "x", 0)
    assert store.get(1) is None and store.bytes == 0


def test_threads_that_use_it_at_once_leave_it_whole() -> None:
    store: Store[int, str] = Store(BOUND)

    def use(seed: int) -> None:
        draw = Random(seed)
        for _ in range(20_000):
            key = draw.randrange(30)
            if draw.random() < 0.5:
                store.get(key)
            else:
                store.put(key, "x", draw.randrange(2 * OWN_BYTES))

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as threads:
            list(threads.map(use, range(4)))  # an exception in one is raised here
    finally:
        sys.setswitchinterval(before)
    held = store.bytes
    for key in range(30):
        store.put(key, "x", 0)
    assert store.bytes == 30 * OWN_BYTES and held <= BOUND
