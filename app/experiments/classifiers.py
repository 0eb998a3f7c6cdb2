"""Small classifiers of 8 × 8 digits, their data, and their test.

    dense         (Linear width, norm, relu) × depth, Linear 10              on 64 features
    convolution   conv 8, norm, relu, 2×2 mean, conv 16, norm, relu, 2×2 mean, Linear 10      on 1 × 8 × 8 images

All weights from He's initialization, the last layer's with half the variance. Batch norm is tested with the statistics
of the whole training set, frozen.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.core.axes import Role, layout_by_key
from app.core.methods import METHODS, method_by_key
from app.experiments import network
from app.experiments.convolution import Averaging, Convolution, Flattening
from app.experiments.network import Array, Layer, Linear, Rectifier
from app.experiments.normalization import Normalization, statistics
from app.experiments.shaking import Shaking, calm

CLASSES = 10
NONE, SHAKEN = "none", "shaken"


@dataclass(frozen=True)
class Classifier:
    """The network: `kind` is "dense" or "convolution"; `norm` is "none", a method's key, or "shaken".

    "shaken" is batch norm with noise behind it that is another one at every step (dense networks only).

    `groups` is for group norm, `virtual` (virtual batches; None: the fewest that are a split) for ghost batch norm.
    Instance norm needs the convolution network: a fully connected layer has one value in each of its pools.
    """

    norm: str = NONE
    kind: str = "dense"
    depth: int = 4
    width: int = 64
    groups: int = 8
    virtual: int | None = None
    seed: int = 0
    """Of the noise of "shaken" alone."""

    def layers(self) -> list[Layer]:
        """Layers before a norm keep their bias, so that all networks have the same ones."""
        built: list[Layer] = []
        if self.kind == "convolution":
            inputs, side = 1, 8
            for outputs in (8, 16):
                built += [Convolution(inputs, outputs), *self._norm("image", (outputs, side, side)), Rectifier()]
                built.append(Averaging(2))
                inputs, side = outputs, side // 2
            return [*built, Flattening(), Linear(inputs * side * side, CLASSES, gain=1.0)]
        inputs = 64
        for place in range(self.depth):
            noise: list[Layer] = [Shaking(seed=(self.seed, place))] if self.norm == SHAKEN else []
            built += [Linear(inputs, self.width), *self._norm("features", (self.width,)), *noise, Rectifier()]
            inputs = self.width
        return [*built, Linear(inputs, CLASSES, gain=1.0)]

    def _norm(self, layout_key: str, shape: tuple[int, ...]) -> list[Layer]:
        if self.norm == NONE:
            return []
        layout = layout_by_key(layout_key)
        method = METHODS[0] if self.norm == SHAKEN else method_by_key(self.norm, layout, "norm")
        if not method.reduced_axes(layout):
            raise ValueError(f"{method.label} has nothing to normalize over in {layout.label} networks")
        return [Normalization(method, layout, shape, self.groups, self.virtual)]


@dataclass(frozen=True, eq=False)
class Data:
    """Pictures and labels to train on and to test with."""

    inputs: Array
    labels: NDArray[np.int64]
    test_inputs: Array
    test_labels: NDArray[np.int64]

    def learned_by_heart(self) -> "Data":
        """The same, to be tested with the pictures it was trained on."""
        return replace(self, test_inputs=self.inputs, test_labels=self.labels)


def split(pictures: Array, labels: NDArray[np.int64], kind: str, held_out: int, seed: int) -> Data:
    """Shuffled by the seed and cut in two; pictures (N, 8, 8) become features, or images of one channel."""
    order = np.random.default_rng([seed, 0]).permutation(len(labels))
    shape = (-1, 1, *pictures.shape[1:]) if kind == "convolution" else (len(labels), -1)
    inputs = np.ascontiguousarray(pictures.reshape(shape)[order], dtype=np.float32)
    kept = len(labels) - held_out
    return Data(inputs[:kept], labels[order][:kept], inputs[kept:], labels[order][kept:])


def _undivided(layer: Layer) -> Layer:
    """Batch norm in place of ghost batch norm."""
    if isinstance(layer, Normalization) and layer.method.splits is Role.BATCH:
        return replace(layer, method=METHODS[0])
    return layer


def evaluate(built: list[Layer], weights: network.Weights, data: Data) -> tuple[float, float]:
    """Loss and accuracy on the test pictures, with the training set's statistics where a norm needs the batch.

    They are those of the whole set, undivided, for ghost batch norm too (Hoffer et al. 2017). Nothing is shaken.
    """
    built = [_undivided(each) for each in calm(built)]
    with np.errstate(all="ignore"):
        frozen: list[Any] | None = None
        if any(isinstance(each, Normalization) and each.method.depends_on_batch(each.layout) for each in built):
            frozen = statistics(built, network.forward(built, weights, data.inputs)[1])
        logits, _ = network.forward(built, weights, data.test_inputs, frozen)
        loss, _ = network.cross_entropy(logits, data.test_labels)
    return loss, float((logits.argmax(axis=1) == data.test_labels).mean())
