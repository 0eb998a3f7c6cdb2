"""What Keras and ONNX are asked: each with its defaults alone. Values come from a formula, the same everywhere."""

from math import prod

import numpy as np

SHAPE = (3, 4, 5, 2)
"""NCHW."""
GROUPS = 2
TINY = 1e-3
"""Values so small that the size of ε decides what comes out."""


def values(size: float = 1.0) -> np.ndarray:
    """float32, with a mean and a spread that differ from channel to channel and from sample to sample."""
    n, c, _, _ = np.indices(SHAPE)
    waves = np.sin(1.7 * np.arange(prod(SHAPE))).reshape(SHAPE)
    return (size * (waves * (1 + 0.3 * c) + 0.5 * n - 0.2 * c)).astype(np.float32)


def parameter(shape: tuple[int, ...], start: float) -> np.ndarray:
    """float32 numbers that all differ."""
    return (start + 0.1 * np.arange(prod(shape))).astype(np.float32).reshape(shape)
