"""A tiny convolution and what goes with it: images in, class scores out. Layers as in `network`."""

from dataclasses import dataclass

import numpy as np

from app.core.running import Running
from app.experiments.network import Array, Memory, Parameters, product


@dataclass(frozen=True)
class Convolution:
    """side × side kernels, zeros around the picture, the same height and width out.

    x (N, inputs, H, W), weights (outputs, inputs, side, side) with variance gain / (inputs · side²), bias (outputs).
    """

    inputs: int
    outputs: int
    side: int = 3
    gain: float = 2.0
    bias: bool = True

    def initial(self, random: np.random.Generator) -> Parameters:
        shape = (self.outputs, self.inputs, self.side, self.side)
        weights = random.standard_normal(shape) * np.sqrt(self.gain / np.prod(shape[1:]))
        return [weights, np.zeros(self.outputs)] if self.bias else [weights]

    def forward(self, parameters: Parameters, x: Array, frozen: Running | None = None) -> tuple[Array, Memory]:
        edge = self.side // 2
        padded = np.pad(x, ((0, 0), (0, 0), (edge, edge), (edge, edge)))
        windows = np.lib.stride_tricks.sliding_window_view(padded, (self.side, self.side), axis=(2, 3))
        samples, _, height, width = x.shape
        seen = windows.transpose(0, 2, 3, 1, 4, 5).reshape(samples * height * width, -1)
        y = product(seen, parameters[0].reshape(self.outputs, -1).T)
        y = y + parameters[1] if self.bias else y
        return y.reshape(samples, height, width, self.outputs).transpose(0, 3, 1, 2), (seen, x.shape)

    def backward(self, parameters: Parameters, memory: Memory, dy: Array) -> tuple[Array, Parameters]:
        seen, (samples, inputs, height, width) = memory
        rows = dy.transpose(0, 2, 3, 1).reshape(-1, self.outputs)
        gradients = [product(rows.T, seen).reshape(parameters[0].shape)]
        gradients += [rows.sum(axis=0)] if self.bias else []
        taps = product(rows, parameters[0].reshape(self.outputs, -1))
        taps = taps.reshape(samples, height, width, inputs, self.side, self.side).transpose(4, 5, 0, 3, 1, 2)
        edge = self.side // 2
        padded = np.zeros((samples, inputs, height + 2 * edge, width + 2 * edge), dy.dtype)
        for row in range(self.side):
            for column in range(self.side):
                padded[:, :, row : row + height, column : column + width] += taps[row, column]
        return padded[:, :, edge : edge + height, edge : edge + width], gradients


@dataclass(frozen=True)
class Averaging:
    """The mean of each size × size square of every channel: (N, C, H, W) -> (N, C, H / size, W / size)."""

    size: int = 2

    def initial(self, random: np.random.Generator) -> Parameters:
        return []

    def forward(self, parameters: Parameters, x: Array, frozen: Running | None = None) -> tuple[Array, Memory]:
        samples, channels, height, width = x.shape
        squares = x.reshape(samples, channels, height // self.size, self.size, width // self.size, self.size)
        return squares.mean(axis=(3, 5)), ()

    def backward(self, parameters: Parameters, memory: Memory, dy: Array) -> tuple[Array, Parameters]:
        return dy.repeat(self.size, axis=2).repeat(self.size, axis=3) / self.size**2, []


@dataclass(frozen=True)
class Flattening:
    """(N, C, H, W) -> (N, C·H·W)."""

    def initial(self, random: np.random.Generator) -> Parameters:
        return []

    def forward(self, parameters: Parameters, x: Array, frozen: Running | None = None) -> tuple[Array, Memory]:
        return x.reshape(len(x), -1), (x.shape,)

    def backward(self, parameters: Parameters, memory: Memory, dy: Array) -> tuple[Array, Parameters]:
        return dy.reshape(memory[0]), []
