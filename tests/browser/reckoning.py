"""The numbers as NumPy gives them, straight from the definition; and whether a text on screen is such a number."""

from math import floor, isfinite, log10

import numpy as np

from app.core.axes import LAYOUTS
from app.sources import generate

REDUCED = {
    "image": {"batch": "NHW", "layer": "CHW", "instance": "HW", "rms": "CHW"},
    "sequence": {"batch": "NT", "layer": "C", "instance": "T", "rms": "C"},
    "features": {"batch": "N", "layer": "C", "instance": "", "rms": "C"},
}
"""The axes of the definitions, written out once more: the page's own table is what is tested."""
LETTERS = {layout.key: layout.letters for layout in LAYOUTS}
DIGITS = 5


def tensor(source="photographs", shape=(4, 3, 4, 4), seed=0, layout="image"):
    """What the page shows for these settings, in float64."""
    found = next(each for each in LAYOUTS if each.key == layout)
    return np.asarray(generate(source, found, shape, seed), dtype=np.float64)


def reduced(method: str, layout: str = "image") -> str:
    return method.removeprefix("reduce:") if method.startswith("reduce:") else REDUCED[layout][method]


def statistics(x, method, layout="image"):
    """Mean and variance of every pool, with the reduced axes kept as 1."""
    axes = tuple(LETTERS[layout].index(letter) for letter in reduced(method, layout))
    if not axes:
        return x.copy(), np.zeros_like(x)
    return x.mean(axes, keepdims=True), x.var(axes, keepdims=True)


def steps(x, method, cell, *, layout="image", epsilon=1e-5, beside=False, scale=1.0, offset=0.0):
    """What the page writes out for one value: mean, variance, standardized, output."""
    mean, variance = (float(np.broadcast_to(each, x.shape)[cell]) for each in statistics(x, method, layout))
    root = np.sqrt(variance) + epsilon if beside else np.sqrt(variance + epsilon)
    standardized = (float(x[cell]) - mean) / root
    return {
        "value": float(x[cell]),
        "mean": mean,
        "variance": variance,
        "standardized": standardized,
        "output": standardized * scale + offset,
    }


def read(text: str) -> float:
    """A number as it is written on screen."""
    plain = text.strip("()").replace("\N{MINUS SIGN}", "-").replace("\N{INFINITY}", "inf")
    return float(plain)


def shows(text: str, value: float) -> bool:
    """Whether the text is this number to the digits that are shown: the nearest of five significant ones."""
    shown = read(text)
    if not isfinite(value) or value == 0:
        return shown == value or (shown != shown and value != value)
    unit = 10.0 ** (floor(log10(abs(value))) - DIGITS + 1)
    return abs(shown - value) <= 0.500001 * unit
