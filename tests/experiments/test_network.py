"""Every layer's gradients against finite differences in float64, and its numbers against the core."""

from itertools import product

import numpy as np
import pytest

from app.core.axes import layout_by_key
from app.core.methods import METHODS, reducing
from app.core.moments import moments
from app.core.normalize import Place, normalize
from app.core.running import Running
from app.experiments import network
from app.experiments.convolution import Averaging, Convolution, Flattening
from app.experiments.network import Linear, Rectifier
from app.experiments.normalization import Normalization, statistics

STEP = 1e-5
# Central differences are off by about STEP² · f''' / 6 ≈ 1e-10 · (a third derivative, here of size 1 to 100) and by
# rounding, 1e-16 · f / STEP ≈ 1e-10 for f of size 10: together below 1e-7 of the largest gradient.
CLOSE = 1e-7
SHAPES = {"image": (4, 2, 3), "sequence": (3, 4), "features": (6,)}
BATCH = 4


def normalizations():
    for key, shape in SHAPES.items():
        layout = layout_by_key(key)
        subsets = [reducing("".join(c), layout) for c in product(*[("", a) for a in layout.letters])]
        for method in [*METHODS, *subsets]:
            for place in Place:
                yield Normalization(method, layout, shape, groups=2, epsilon=1e-2, place=place)
    yield Normalization(METHODS[0], layout_by_key("image"), (4, 2, 3), learns=False)
    yield Normalization(METHODS[0], layout_by_key("image"), (1, 2, 3))


LAYERS = [Linear(5, 3), Linear(5, 3, bias=False), Rectifier(), Convolution(2, 3), Convolution(2, 3, 1, bias=False)]
NORMALIZATIONS = list(normalizations())
LAYERS += [Averaging(2), Flattening(), *NORMALIZATIONS]


def name(layer):
    return "-".join(
        [type(layer).__name__, *([layer.method.key, layer.place.value] if hasattr(layer, "method") else [])]
    )


def shape_for(layer):
    if isinstance(layer, Normalization):
        return (BATCH, *layer.shape)
    return (BATCH, 5) if isinstance(layer, Linear | Rectifier) else (BATCH, 2, 4, 6)


def slopes(loss, array):
    """∂loss/∂array by central differences."""
    found = np.empty_like(array)
    for cell in np.ndindex(array.shape):
        kept = array[cell]
        array[cell] = kept + STEP
        high = loss()
        array[cell] = kept - STEP
        low = loss()
        array[cell] = kept
        found[cell] = (high - low) / (2 * STEP)
    return found


def assert_gradients(layer, frozen):
    random = np.random.default_rng(1)
    x = random.standard_normal(shape_for(layer))
    x[np.abs(x) < 10 * STEP] = 0.5  # a kink of the rectifier has no slope
    parameters = [p + 0.3 * random.standard_normal(p.shape) for p in layer.initial(random)]
    y, memory = layer.forward(parameters, x, frozen)
    along = random.standard_normal(y.shape)

    def loss():
        return float((layer.forward(parameters, x, frozen)[0] * along).sum())

    dx, gradients = layer.backward(parameters, memory, along)
    for array, gradient in zip([x, *parameters], [dx, *gradients], strict=True):
        expected = slopes(loss, array)
        assert gradient.shape == array.shape
        np.testing.assert_allclose(gradient, expected, rtol=0, atol=CLOSE * max(1, np.abs(expected).max()))


@pytest.mark.parametrize("layer", LAYERS, ids=name)
def test_gradients_agree_with_finite_differences(layer):
    assert_gradients(layer, None)


@pytest.mark.parametrize("layer", NORMALIZATIONS, ids=name)
def test_gradients_with_frozen_statistics(layer):
    *_, parts = layer.tiling(BATCH)
    random = np.random.default_rng(2)
    assert_gradients(layer, Running(random.standard_normal(parts), random.uniform(0.5, 2, parts)))


@pytest.mark.parametrize("layer", NORMALIZATIONS, ids=name)
def test_normalization_is_that_of_the_core(layer):
    random = np.random.default_rng(3)
    x = random.standard_normal(shape_for(layer))
    y, memory = layer.forward(layer.initial(random), x)
    *_, parts = layer.tiling(BATCH)
    pools = layer.method.pools(layer.layout, x.shape, layer.groups)
    assert pools.parts == parts
    (found,) = moments(x, [pools])
    found = found if layer.method.centers else found.about_zero()
    expected = normalize(x, pools, found.mean, found.variance, epsilon=layer.epsilon, place=layer.place)
    # float64: a few roundings of values of size 1 (beside a denominator as small as ε = 0.01).
    np.testing.assert_allclose(y, expected, rtol=1e-12, atol=1e-13)
    np.testing.assert_allclose(memory[-1].mean, found.mean, rtol=0, atol=1e-15)
    np.testing.assert_allclose(memory[-1].variance, found.variance, rtol=1e-13, atol=1e-30)
    assert memory[-1].mean.shape == parts


@pytest.mark.parametrize(
    "shapes", [((1437, 64), (64, 64)), ((3, 500), (500, 90)), ((2000, 1), (1, 2000)), ((9, 0), (0, 3))]
)
def test_products_in_pieces(shapes):
    random = np.random.default_rng(0)
    a, b = (random.integers(-9, 9, shape).astype(float) for shape in shapes)
    assert np.array_equal(network.product(a, b), a @ b)  # whole numbers: exact in any order
    assert np.array_equal(network.product(np.asfortranarray(a), b.T.copy().T), a @ b)


def test_cross_entropy_and_its_gradient():
    random = np.random.default_rng(4)
    logits, labels = random.standard_normal((5, 3)), np.array([0, 2, 1, 1, 0])
    loss, gradient = network.cross_entropy(logits, labels)
    p = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    assert loss == pytest.approx(-np.log(p[np.arange(5), labels]).mean(), rel=1e-14)
    expected = slopes(lambda: network.cross_entropy(logits, labels)[0], logits)
    np.testing.assert_allclose(gradient, expected, rtol=0, atol=CLOSE)


def test_a_whole_network_descends():
    random = np.random.default_rng(5)
    layers = [
        Convolution(1, 4),
        Normalization(METHODS[0], layout_by_key("image"), (4, 4, 4)),
        Rectifier(),
        Averaging(2),
        Flattening(),
        Linear(16, 3),
    ]
    weights = network.initial(layers, random)
    x, labels = random.standard_normal((8, 1, 4, 4)), random.integers(0, 3, 8)

    def loss():
        return network.cross_entropy(network.forward(layers, weights, x)[0], labels)[0]

    logits, memories = network.forward(layers, weights, x)
    before, dy = network.cross_entropy(logits, labels)
    dx, gradients = network.backward(layers, weights, memories, dy)
    for parameters, own in zip(weights, gradients, strict=True):
        for parameter, gradient in zip(parameters, own, strict=True):
            np.testing.assert_allclose(gradient, slopes(loss, parameter), rtol=0, atol=CLOSE)
    np.testing.assert_allclose(dx, slopes(loss, x), rtol=0, atol=CLOSE)
    # First order: a small step lowers the loss by rate · |gradient|², to a relative error of the order of the rate.
    rate = 1e-5
    square = sum(float((g * g).sum()) for own in gradients for g in own)
    network.descend(weights, gradients, rate)
    assert (before - loss()) / (rate * square) == pytest.approx(1, abs=1e-2)


def test_frozen_statistics_of_the_same_batch_change_nothing():
    random = np.random.default_rng(6)
    layers = [Linear(5, 4), Normalization(METHODS[0], layout_by_key("features"), (4,)), Rectifier(), Linear(4, 2)]
    weights = network.initial(layers, random)
    x = random.standard_normal((7, 5))
    y, memories = network.forward(layers, weights, x)
    frozen = statistics(layers, memories)
    assert [each is None for each in frozen] == [True, False, True, True]
    np.testing.assert_allclose(network.forward(layers, weights, x, frozen)[0], y, rtol=1e-13)


def test_what_batch_norm_promises():
    random = np.random.default_rng(7)
    layer = Normalization(METHODS[0], layout_by_key("features"), (6,), epsilon=0.0)
    x = 3 + 5 * random.standard_normal((50, 6))
    y, _ = layer.forward(layer.initial(random), x)
    np.testing.assert_allclose(y.mean(0), 0, atol=1e-13)
    np.testing.assert_allclose(y.std(0), 1, rtol=1e-13)
    scale, offset = random.uniform(0.5, 2, 6), random.standard_normal(6)
    y, _ = layer.forward([scale, offset], x)
    np.testing.assert_allclose(y.mean(0), offset, atol=1e-13)
    np.testing.assert_allclose(y.std(0), scale, rtol=1e-13)
    # Each unit on its own: another unit's values change nothing.
    other = x.copy()
    other[:, 2] = random.standard_normal(50)
    changed = (layer.forward([scale, offset], other)[0] != y).any(axis=0)
    assert changed.tolist() == [False, False, True, False, False, False]


def test_epsilon_in_the_root_and_beside_it():
    x = np.array([[0.0], [0.001]])
    for place, expected in ((Place.DEVIATION, 0.98), (Place.VARIANCE, 0.16)):
        layer = Normalization(METHODS[0], layout_by_key("features"), (1,), epsilon=1e-5, place=place)
        y, _ = layer.forward(layer.initial(np.random.default_rng(0)), x)
        assert np.round(y, 2).tolist() == [[-expected], [expected]]


def test_special_cases_of_shape():
    random = np.random.default_rng(8)
    image = layout_by_key("image")
    batch, layer, instance, group, *_ = METHODS

    def normalized(method, x, groups=None):
        return Normalization(method, image, x.shape[1:], groups, epsilon=0.0, learns=False).forward([], x)[0]

    one = random.standard_normal((1, 4, 5, 5))
    assert np.array_equal(normalized(batch, one), normalized(instance, one))  # N = 1
    few = random.standard_normal((3, 4, 5, 5))
    np.testing.assert_allclose(normalized(group, few, 1), normalized(layer, few), rtol=1e-12)  # G = 1
    np.testing.assert_allclose(normalized(group, few, 4), normalized(instance, few), rtol=1e-12)  # G = C
    pairs = random.standard_normal((3, 4, 1, 1))
    np.testing.assert_allclose(np.abs(normalized(group, pairs, 2)), 1, rtol=1e-12)  # two values in each pool
    dots = Normalization(instance, image, (4, 1, 1), learns=False).forward([], pairs)[0]
    assert (dots == 0).all()  # one value in each pool
