"""Small networks in NumPy: layers with forward and backward pass, softmax cross-entropy, SGD.

A layer is a frozen description. Its parameters are arrays kept beside it, so that a network is two values: layers and
parameters. `forward` gives the output and what `backward` needs to remember.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from app.core.running import Running

Array = NDArray[Any]
Parameters = list[Array]
Memory = tuple[Any, ...]


ALONE = 2**18
"""Up to so many multiplications OpenBLAS multiplies matrices on the calling thread."""


def product(a: Array, b: Array) -> Array:
    """a @ b, some rows at a time, so that no product of small matrices is shared among threads.

    The threads of BLAS wait for each other in busy loops: beside other work, a small product takes ten times as long.
    And what is multiplied on one thread has the same last digits on any number of cores.
    """
    rows = ALONE // max(1, b.size)
    if rows < 4 or rows >= len(a):
        return a @ b
    out = np.empty((len(a), b.shape[1]), np.result_type(a, b))
    for low in range(0, len(a), rows):
        np.matmul(a[low : low + rows], b, out=out[low : low + rows])
    return out


class Layer(Protocol):
    """What every layer can do. x has the batch first; parameters and gradients are in one order."""

    def initial(self, random: np.random.Generator) -> Parameters:
        """Parameters to begin with, in float64."""

    def forward(self, parameters: Parameters, x: Array, frozen: Running | None = None) -> tuple[Array, Memory]:
        """The output and what backward needs. `frozen` replaces the statistics of a layer that has any."""

    def backward(self, parameters: Parameters, memory: Memory, dy: Array) -> tuple[Array, Parameters]:
        """From ∂L/∂output: ∂L/∂input, and ∂L/∂parameter of each parameter."""


@dataclass(frozen=True)
class Linear:
    """y = x Wᵀ + b, x (N, inputs), W (outputs, inputs) with variance gain / inputs (gain 2: He et al. 2015), b = 0."""

    inputs: int
    outputs: int
    gain: float = 2.0
    bias: bool = True

    def initial(self, random: np.random.Generator) -> Parameters:
        weights = random.standard_normal((self.outputs, self.inputs)) * np.sqrt(self.gain / self.inputs)
        return [weights, np.zeros(self.outputs)] if self.bias else [weights]

    def forward(self, parameters: Parameters, x: Array, frozen: Running | None = None) -> tuple[Array, Memory]:
        y = product(x, parameters[0].T)
        return (y + parameters[1] if self.bias else y), (x,)

    def backward(self, parameters: Parameters, memory: Memory, dy: Array) -> tuple[Array, Parameters]:
        gradients = [product(dy.T, memory[0])]
        gradients += [dy.sum(axis=0)] if self.bias else []
        return product(dy, parameters[0]), gradients


@dataclass(frozen=True)
class Rectifier:
    """y = max(x, 0); the slope at 0 is 0."""

    def initial(self, random: np.random.Generator) -> Parameters:
        return []

    def forward(self, parameters: Parameters, x: Array, frozen: Running | None = None) -> tuple[Array, Memory]:
        return np.maximum(x, 0), (x > 0,)

    def backward(self, parameters: Parameters, memory: Memory, dy: Array) -> tuple[Array, Parameters]:
        return dy * memory[0], []


Network = Sequence[Layer]
Weights = list[Parameters]
"""The parameters of every layer of a network."""


def initial(network: Network, random: np.random.Generator, dtype: type[np.floating[Any]] = np.float64) -> Weights:
    """Parameters to begin with, drawn layer by layer."""
    return [[each.astype(dtype) for each in layer.initial(random)] for layer in network]


def forward(
    network: Network, weights: Weights, x: Array, frozen: Sequence[Running | None] | None = None
) -> tuple[Array, list[Memory]]:
    """The output, and each layer's memory. `frozen` has an entry for every layer: test time."""
    memories = []
    for i, layer in enumerate(network):
        x, memory = layer.forward(weights[i], x, frozen[i] if frozen else None)
        memories.append(memory)
    return x, memories


def backward(network: Network, weights: Weights, memories: list[Memory], dy: Array) -> tuple[Array, Weights]:
    """From ∂L/∂output: ∂L/∂input, and the gradients of all parameters."""
    gradients: Weights = []
    for layer, parameters, memory in zip(reversed(network), reversed(weights), reversed(memories), strict=True):
        dy, own = layer.backward(parameters, memory, dy)
        gradients.append(own)
    return dy, gradients[::-1]


def cross_entropy(logits: Array, labels: NDArray[np.integer[Any]]) -> tuple[float, Array]:
    """Softmax cross-entropy, mean over the batch, and its gradient (p - onehot) / N."""
    shifted = logits - logits.max(axis=1, keepdims=True)
    exponentials = np.exp(shifted)
    totals = exponentials.sum(axis=1, keepdims=True)
    rows = np.arange(len(labels))
    loss = float((np.log(totals[:, 0]) - shifted[rows, labels]).mean())
    gradient = exponentials / totals
    gradient[rows, labels] -= 1
    return loss, gradient / len(labels)


def descend(weights: Weights, gradients: Weights, rate: float) -> None:
    """One step of gradient descent, in place: w ← w - rate · ∂L/∂w."""
    for parameters, own in zip(weights, gradients, strict=True):
        for parameter, gradient in zip(parameters, own, strict=True):
            parameter -= parameter.dtype.type(rate) * gradient
