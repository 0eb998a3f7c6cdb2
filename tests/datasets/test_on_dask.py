"""Dask, streaming and the whole in memory give the same moments, for any chunks; also on a cluster."""

import dask
import dask.array as da
import numpy as np
import psutil
import pytest
from distributed import LocalCluster
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.moments import moments
from app.datasets import open_dataset
from app.datasets.on_dask import LOCAL, LOOPBACK, as_dask, cluster, stream_on
from tests.core.definition import BY_KEY, IMAGE, every_method
from tests.core.strategies import cases
from tests.datasets.agreement import assert_equal_but_for_order, collected, dask_moments, gathered
from tests.datasets.made import as_zarr, in_files, values


@pytest.fixture(scope="module")
def local():
    with cluster(LOCAL) as client:
        yield client


@settings(max_examples=60, deadline=None)
@given(case=cases(), data=st.data())
def test_any_chunks_give_what_streaming_and_memory_give(case, data):
    layout, x, method, *split = case
    x = np.ascontiguousarray(x)
    tiling = method.pools(layout, x.shape, *split)
    chunks = tuple(data.draw(st.integers(1, n)) for n in x.shape)
    with dask.config.set(scheduler="synchronous"):
        (on_dask,) = dask_moments(da.from_array(x, chunks), [tiling])
    (streamed,) = collected([tiling], np.split(x, range(chunks[0], len(x), chunks[0])))
    (whole,) = moments(x, [tiling])
    for found in (on_dask, streamed):
        assert found.mean.shape == tiling.parts
        assert_equal_but_for_order(found, whole, x)


def test_values_that_are_not_finite_stay_in_their_pool():
    x = values("float64")
    x[3, 1, 2, 2], x[20, 5, 0, 0], x[21, 5, 0, 0] = np.nan, np.inf, -np.inf
    tilings = [method.pools(IMAGE, x.shape) for method in every_method(IMAGE)]
    with dask.config.set(scheduler="synchronous"):
        found = dask_moments(da.from_array(x, (5, 4, 3, 4)), tilings)
    for each, whole in zip(found, moments(x, tilings), strict=True):
        assert_equal_but_for_order(each, whole, x)
        assert np.array_equal(each.mean[each.nonfinite > 0], whole.mean[whole.nonfinite > 0], equal_nan=True)


def test_constant_pools_have_variance_zero_in_any_chunks():
    x = np.full((9, 6, 4, 4), 0.1, np.float32)
    tilings = [method.pools(IMAGE, x.shape) for method in every_method(IMAGE)]
    with dask.config.set(scheduler="synchronous"):
        for each in dask_moments(da.from_array(x, (2, 4, 3, 3)), tilings):
            assert (each.m2 == 0).all() and (each.mean == np.float64(np.float32(0.1))).all()


def test_a_local_cluster_reads_data_sets(local, tmp_path):
    x = values()
    tilings = [BY_KEY[key].pools(IMAGE, x.shape, 3) for key in BY_KEY]
    whole = moments(x, tilings)
    for path in (in_files(tmp_path / "files", x), as_zarr(tmp_path / "x.zarr", x)):
        done = []
        found = gathered(tilings, stream_on(local, open_dataset(path), tilings, done.append, chunk_bytes=1))
        for one, other in zip(found, whole, strict=True):
            assert_equal_but_for_order(one, other, x)
        assert done[-1] == len(x)


def test_a_local_cluster_is_not_seen_from_other_machines(local):
    listening = [each.laddr.ip for each in psutil.Process().net_connections() if each.status == psutil.CONN_LISTEN]
    assert set(listening) <= {"127.0.0.1"}


def test_the_array_is_the_data_set(tmp_path):
    x = values(">f4")
    array = as_dask(open_dataset(in_files(tmp_path / "files", x)), chunk_bytes=3 * 480)
    assert array.chunks == ((3,) * 7 + (2,), (6,), (5,), (4,))
    assert np.array_equal(array[2:9, 1:3].compute(scheduler="synchronous"), x[2:9, 1:3])


def test_a_given_scheduler_is_joined(tmp_path):
    x = values()
    tilings = [BY_KEY["batch"].pools(IMAGE, x.shape)]
    dataset = open_dataset(as_zarr(tmp_path / "x.zarr", x))
    options = {"n_workers": 2, "threads_per_worker": 1, "processes": False, "protocol": "tcp", "host": "127.0.0.1"}
    with LocalCluster(**options, dashboard_address=LOOPBACK, worker_dashboard_address=LOOPBACK) as running:
        with cluster(running.scheduler_address) as client:
            (found,) = gathered(tilings, stream_on(client, dataset, tilings))
        assert len(running.workers) == 2  # what was joined is left running
    assert_equal_but_for_order(found, *moments(x, tilings), x)


@pytest.mark.parametrize("address", ["", "somewhere", "foo://1", "tcp://", "tcp://127.0.0.1"])
def test_what_is_no_address_is_refused(address):
    with pytest.raises(ValueError, match=r"scheme|port"), cluster(address):
        pass
