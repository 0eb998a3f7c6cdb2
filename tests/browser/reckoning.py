"""The numbers as NumPy gives them, straight from the definition; and whether a text on screen is such a number."""

from math import floor, isfinite, log10

import numpy as np

from app.core.axes import layout_by_key
from app.sources import generate

REDUCED = {
    "image": {"batch": "NHW", "layer": "CHW", "instance": "HW", "group": "HW", "rms": "CHW"},
    "sequence": {"batch": "NT", "layer": "C", "instance": "T", "group": "T", "rms": "C"},
    "features": {"batch": "N", "layer": "C", "instance": "", "group": "", "rms": "C"},
}
"""The axes of the definitions, written out once more: the page's own table is what is tested. Groups come on top."""
LETTERS = {"image": "NCHW", "sequence": "NTC", "features": "NC"}
DIGITS = 5


def tensor(source="photographs", shape=(4, 3, 4, 4), seed=0, layout="image"):
    """What the page shows for these settings, in float64."""
    return np.asarray(generate(source, layout_by_key(layout), shape, seed), dtype=np.float64)


def parts(method, shape, layout="image", groups=None):
    """How many pools there are along each axis."""
    letters = LETTERS[layout]
    chosen = method.removeprefix("reduce:") if method.startswith("reduce:") else REDUCED[layout][method]
    counts = [1 if letter in chosen else length for letter, length in zip(letters, shape, strict=True)]
    if method == "group":
        channels = letters.index("C")
        counts[channels] = groups or next((n for n in range(2, shape[channels] + 1) if shape[channels] % n == 0), 1)
    return tuple(counts)


def pool(cell, counts, shape):
    """The index of everything that is normalized together with one value."""
    blocks = [length // count for length, count in zip(shape, counts, strict=True)]
    return tuple(slice(at // size * size, at // size * size + size) for at, size in zip(cell, blocks, strict=True))


def steps(x, method, cell, *, layout="image", groups=None, epsilon=1e-5, beside=False, scale=1.0, offset=0.0):
    """What the page writes out for one value."""
    values = x[pool(cell, parts(method, x.shape, layout, groups), x.shape)]
    centred = method != "rms"
    mean = values.mean() if centred else 0.0
    variance = values.var() if centred else np.square(values).mean()
    root = np.sqrt(variance) + epsilon if beside else np.sqrt(variance + epsilon)
    standardized = (x[cell] - mean) / root
    output = standardized * scale + (offset if centred else 0.0)
    found = {"value": x[cell], "variance": variance, "standardized": standardized, "output": output}
    return {"mean": mean} | found if centred else found


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
