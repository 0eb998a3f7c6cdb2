"""What each source says of its values is so."""

import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from app.core.axes import layout_by_key
from app.sources import PICTURES, activations, filling, generate, photographs
from app.sources.counting import EXACT

IMAGE, SEQUENCE, FEATURES = (layout_by_key(key) for key in ("image", "sequence", "features"))


def test_counting_counts_as_arange_does():
    assert np.array_equal(generate("counting", IMAGE, (2, 3, 4, 5), 0), np.arange(120).reshape(2, 3, 4, 5))


def test_counting_stays_exact_where_float32_would_repeat_a_number():
    assert generate("counting", FEATURES, (1, EXACT), 0).dtype == np.float32
    values = generate("counting", FEATURES, (1, EXACT + 2), 0)
    assert values.dtype == np.float64
    assert values[0, -2:].tolist() == [EXACT, EXACT + 1]
    assert np.float32(EXACT + 1) == np.float32(EXACT)


def test_gaussian_has_a_mean_and_a_spread_for_each_sample_and_each_channel():
    planes = generate("gaussian", IMAGE, (6, 5, 64, 64), 0).astype(np.float64).reshape(6, 5, -1)
    means, spreads = planes.mean(2), planes.std(2)
    # An own mean for each sample and each channel, added: the table of means is a sum of a row and a column …
    interaction = means - means.mean(1, keepdims=True) - means.mean(0, keepdims=True) + means.mean()
    assert np.abs(interaction).max() < 0.2
    assert np.ptp(means.mean(1)) > 1.5
    assert np.ptp(means.mean(0)) > 1.5
    # … and spreads multiplied: the table of spreads is a product.
    logs = np.log(spreads)
    interaction = logs - logs.mean(1, keepdims=True) - logs.mean(0, keepdims=True) + logs.mean()
    assert np.abs(interaction).max() < 0.1
    assert np.ptp(logs.mean(1)) > 0.5
    assert np.ptp(logs.mean(0)) > 0.5


@pytest.mark.parametrize(("layout", "shape"), [(SEQUENCE, (4, 4096, 4)), (FEATURES, (4096, 4))])
def test_gaussian_channels_differ_where_channels_come_last(layout, shape):
    values = generate("gaussian", layout, shape, 0)
    means = values.astype(np.float64).reshape(-1, shape[-1]).mean(0)
    assert np.diff(np.sort(means)).min() > 0.3


def test_heavy_tails_follow_student_t_with_two_degrees_of_freedom():
    values = generate("heavy", FEATURES, (1000, 1000), 0)
    for bound in (1.0, 3.0, 30.0):
        expected = 1 - bound / np.sqrt(2 + bound**2)
        assert np.mean(np.abs(values) > bound) == pytest.approx(expected, rel=0.1)
    assert np.mean(values > 0) == pytest.approx(0.5, abs=0.01)


def test_a_constant_is_the_same_float32_everywhere():
    assert set(generate("constant", FEATURES, (7, 9), 0).ravel().tolist()) == {float(np.float32(0.7))}


def test_activations_are_the_convolution_of_the_photographs_to_the_last_bit():
    shape = (2, 37, 26, 27)
    values = generate("activations", IMAGE, shape, 3)
    pictures = np.rint(generate("photographs", IMAGE, (2, 3, 26, 27), 0).astype(np.float64) * 256) / 256
    padded = np.pad(pictures, ((0, 0), (0, 0), (1, 1), (1, 1)), mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), axis=(2, 3))
    weights = np.random.default_rng([3, 1]).standard_normal((37, 27)) * np.sqrt(2 / 27)
    weights = np.rint(weights * 1024) / 1024
    expected = np.maximum(np.einsum("ncyxij,kcij->nkyx", windows, weights.reshape(37, 3, 3, 3)), 0)
    assert np.array_equal(values, expected)
    assert (values == 0).any()
    assert (values > 0).any()


def test_no_sum_of_an_activation_can_be_rounded():
    most = 27 * activations.LARGEST_WEIGHT * activations.PIXEL_STEPS * activations.WEIGHT_STEPS
    assert most < 2**24


def test_a_photograph_is_averaged_over_the_area_of_each_value():
    whole = photographs._pictures()[:4]
    values = generate("photographs", IMAGE, (4, 3, 4, 2), 0)
    expected = whole.reshape(4, 3, 4, 32, 2, 64).mean((3, 5)) / 255
    assert np.array_equal(values, expected.astype(np.float32))
    assert np.array_equal(generate("photographs", IMAGE, (4, 3, 128, 128), 0), (whole / 255).astype(np.float32))
    for side in (1, 3, 100, 127):
        shares = photographs._shares(side)
        assert (shares.sum(1) == 128).all()
        assert (shares.sum(0) == side).all()


def test_the_photographs_opened_with_differ_in_brightness_and_in_colour():
    values = generate("photographs", IMAGE, (4, 3, 4, 4), 0).astype(np.float64)
    brightness = values.mean((1, 2, 3))
    assert np.ptp(brightness) > 0.3
    redness = values[:, 0].mean((1, 2)) / values[:, 2].mean((1, 2))
    assert redness.max() > 2 > 1 > redness.min()


def test_other_seeds_shuffle_the_photographs():
    assert photographs.order(0) == tuple(range(len(PICTURES)))
    assert sorted(photographs.order(1)) == sorted(photographs.order(0)) != list(photographs.order(1))
    listed = generate("photographs", IMAGE, (8, 3, 4, 4), 0)
    assert np.array_equal(generate("photographs", IMAGE, (8, 3, 4, 4), 1), listed[list(photographs.order(1))])


def test_every_photograph_is_credited_beside_its_file():
    folder = Path(photographs.__file__).with_name("pictures")
    text = (folder / "README.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line[:1] == "|"][2:]
    credits = [[picture.title, picture.author, picture.licence, picture.origin] for picture in PICTURES]
    assert [[cell.strip("<>") for cell in row] for row in rows] == credits
    assert {picture.licence for picture in PICTURES} == {"CC0 1.0", "public domain"}
    assert len(PICTURES) == len(photographs._pictures())


@pytest.mark.parametrize("shape", [(3, 70_000), (40_000, 3), (1, 1), (5, 65_536)])
def test_values_do_not_depend_on_the_number_of_threads(shape):
    def noise(out, at, random):
        random.standard_normal(dtype=np.float32, out=out)
        out += at[0].start + at[1].start

    results = []
    for threads in (1, 2, 5):
        rows = np.empty(shape, np.float32)
        filling.fill(rows, noise, seed=7, threads=threads)
        results.append(rows)
    assert np.array_equal(results[0], results[1])
    assert np.array_equal(results[0], results[2])
    other = np.empty(shape, np.float32)
    filling.fill(other, noise, seed=8)
    assert not np.array_equal(results[0], other)


@pytest.mark.parametrize("key", ["counting", "gaussian", "heavy", "constant", "activations"])
def test_hardly_more_memory_than_the_tensor_is_taken(key):
    shape = (8, 64, 128, 128)
    generate(key, IMAGE, (1, 1, 1, 1), 0)
    tracemalloc.start()
    try:
        tensor = generate(key, IMAGE, shape, 0)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak - tensor.nbytes < 16 * 2**20
