"""Every convention against what the library itself answered, and Prince against the equations of the book."""

from math import sqrt
from pathlib import Path

import numpy as np
import pytest

from app.core.axes import layout_by_key
from app.core.conventions import CONVENTIONS, Convention, convention_by_key
from app.core.errors import InputError
from app.core.methods import METHODS, Method
from app.core.moments import moments
from app.core.normalize import Place, arithmetic, normalize
from app.core.running import fresh, updated
from tests.oracles.asked import GROUPS, SHAPE, TINY, parameter, values

HERE = Path(__file__).parent
IMAGE = layout_by_key("image")
CHANNEL = (1, -1, 1, 1)
NEAR = {"rtol": 2e-5, "atol": 2e-6}
LIBRARIES = ("keras", "onnx")
THEIRS = [method for method in METHODS if method.key != "ghost"]
"""Neither library has virtual batches."""
OTHER_EPSILON = {("keras", "rms"): 1e-6}
"""Where a method of a library has a default of its own, which its note says."""


@pytest.fixture(scope="module", params=LIBRARIES)
def library(request):
    with np.load(HERE / f"{request.param}.npz") as stored:
        return convention_by_key(request.param), dict(stored)


def ours(convention: Convention, method: Method, x: np.ndarray, learned: bool = False) -> np.ndarray:
    pools = method.pools(IMAGE, x.shape, GROUPS)
    (found,) = moments(x, [pools])
    found = found if method.centers else found.about_zero()
    shape = convention.parameter_shape(method, IMAGE, x.shape)
    scale, offset = parameter(shape, 0.5), parameter(shape, -1.0) if method.centers else None
    if len(shape) == 1:
        scale, offset = scale.reshape(CHANNEL), None if offset is None else offset.reshape(CHANNEL)
    return normalize(
        x,
        pools,
        found.mean,
        found.variance,
        epsilon=OTHER_EPSILON.get((convention.key, method.key), convention.epsilon),
        place=convention.place,
        scale=scale if learned else None,
        offset=offset if learned else None,
    )


def test_the_versions_are_known(library):
    convention, stored = library
    assert str(stored["version"]).count(".") == 2
    assert convention.label.lower() == convention.key


@pytest.mark.parametrize("method", THEIRS, ids=lambda method: method.key)
def test_a_library_gives_what_its_convention_gives(library, method):
    convention, stored = library
    for size in (1.0, TINY):
        np.testing.assert_allclose(
            ours(convention, method, values(size)), stored[f"{method.key}/plain/{size:g}"], **NEAR
        )
    np.testing.assert_allclose(
        ours(convention, method, values(), learned=True), stored[f"{method.key}/learned"], **NEAR
    )


@pytest.mark.parametrize("method", THEIRS, ids=lambda method: method.key)
def test_defaults_and_parameter_shapes_are_the_library_s(library, method):
    convention, stored = library
    epsilon = OTHER_EPSILON.get((convention.key, method.key), convention.epsilon)
    assert float(stored[f"{method.key}/epsilon"]) == pytest.approx(epsilon, rel=1e-6)
    assert tuple(stored[f"{method.key}/shape"]) == convention.parameter_shape(method, IMAGE, SHAPE)
    if epsilon != convention.epsilon:
        assert f"{epsilon:.0e}".replace("-0", "-") in convention.notes[method.key]


def test_running_statistics_move_as_the_library_moves_them(library):
    convention, stored = library
    pools = METHODS[0].pools(IMAGE, SHAPE)
    (batch,) = moments(values(), [pools])
    assert float(stored["batch/momentum"]) == pytest.approx(convention.momentum.default, rel=1e-6)
    after = updated(fresh(pools.parts), batch, convention.momentum.new_weight, convention.unbiased)
    mean, variance = stored["batch/running"]
    np.testing.assert_allclose(after.mean.ravel(), mean, rtol=2e-6, atol=1e-7)
    np.testing.assert_allclose(after.variance.ravel(), variance, rtol=2e-6)
    other = updated(fresh(pools.parts), batch, convention.momentum.new_weight, not convention.unbiased)
    assert not np.allclose(other.variance.ravel(), variance, rtol=2e-5, atol=0)


def test_frozen_statistics_are_used_as_the_library_uses_them(library):
    convention, stored = library
    pools = METHODS[0].pools(IMAGE, SHAPE)
    mean, variance = (each.reshape(pools.parts) for each in stored["batch/running"])
    scale, offset = (parameter((SHAPE[1],), start).reshape(CHANNEL) for start in (0.5, -1.0))
    how = {"epsilon": convention.epsilon, "place": convention.place, "scale": scale, "offset": offset}
    np.testing.assert_allclose(normalize(values(2.0), pools, mean, variance, **how), stored["batch/test"], **NEAR)


def test_group_normalization_of_onnx_before_21_had_a_scale_for_each_group():
    with np.load(HERE / "onnx.npz") as stored:
        assert stored["group-18/shape"].tolist() == [GROUPS]
        plain, learned = stored["group/plain/1"], stored["group-18/learned"]
    scale, offset = (
        np.repeat(parameter((GROUPS,), start), SHAPE[1] // GROUPS).reshape(CHANNEL) for start in (0.5, -1.0)
    )
    np.testing.assert_allclose(plain * scale + offset, learned, **NEAR)
    assert "18 to 20" in convention_by_key("onnx").notes["group"]


def test_pytorch_as_its_own_oracle_has_it():
    """Complete once the stored answers of PyTorch are beside this file: tests/oracles/goldens.npz."""
    pytorch = convention_by_key("pytorch")
    assert (pytorch.epsilon, pytorch.place, pytorch.momentum.new_weight, pytorch.unbiased) == (
        1e-5,
        "variance",
        0.1,
        True,
    )
    if not (HERE / "goldens.npz").exists():
        return
    from tests.oracles.cases import CASES

    case = next(
        case for case in CASES if case.method == "batch" and not case.frozen and case.epsilon == pytorch.epsilon
    )
    layout = layout_by_key(case.layout)
    pools = METHODS[0].pools(layout, case.shape)
    (batch,) = moments(case.x(), [pools])
    mean, variance = (each.astype(np.float64).reshape(pools.parts) for each in case.running())
    before = type(fresh(pools.parts))(mean, variance)
    after = updated(before, batch, pytorch.momentum.new_weight, pytorch.unbiased)
    with np.load(HERE / "goldens.npz") as stored:
        expected = stored[f"{case.name}/running"]
    np.testing.assert_allclose(np.stack([after.mean.ravel(), after.variance.ravel()]), expected, rtol=1e-5)


def test_prince_as_equations_11_7_to_11_9_have_it():
    prince = convention_by_key("prince")
    h, gamma, delta = np.array([0.5, 2.0, -1.0, 4.0]), 1.5, 0.25
    m = h.sum() / 4
    s = sqrt(((h - m) ** 2).sum() / 4)
    (found,) = moments(h.reshape(4, 1), [METHODS[0].pools(layout_by_key("features"), (4, 1))])
    for value in h:
        steps = arithmetic(
            value,
            found.mean.item(),
            found.variance.item(),
            epsilon=prince.epsilon,
            place=prince.place,
            scale=gamma,
            offset=delta,
        )
        assert steps.deviation == pytest.approx(s, rel=1e-15)
        assert steps.output == pytest.approx(gamma * (value - m) / (s + prince.epsilon) + delta, rel=1e-14)
    assert all(prince.parameter_axes(method, IMAGE) == ("C",) for method in METHODS)
    assert prince.momentum is None


def test_for_two_values_close_together_the_place_of_epsilon_decides():
    """0 and 0.001 with ε = 1e-5: ±0.98 beside the deviation, ±0.16 in the root."""
    steps = {place: arithmetic(0.001, 0.0005, 0.0005**2, epsilon=1e-5, place=place) for place in Place}
    assert steps[Place.DEVIATION].standardized == pytest.approx(0.98, abs=0.005)
    assert steps[Place.VARIANCE].standardized == pytest.approx(0.16, abs=0.005)


def test_keys_are_distinct_and_an_unknown_one_is_refused_in_words():
    keys = [convention.key for convention in CONVENTIONS]
    assert len(set(keys)) == len(keys)
    with pytest.raises(InputError, match="prince, pytorch, keras or onnx"):
        convention_by_key("caffe")
