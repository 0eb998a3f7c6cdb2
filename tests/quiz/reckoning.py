"""The answers of questions found without pools and without the core: by definition, and by changing values.

What a question says is read as a learner reads it: values from the tables of its pictures, regions from its sentences.
"""

import re
from itertools import product

import numpy as np

from app.core.axes import layout_by_key
from app.core.methods import method_by_key
from tests.core.definition import key


def layout_of(recipe):
    return layout_by_key(recipe.layout_key)


def keys(recipe, method=None):
    """What every value has in common with its pool: an object array of keys in the tensor's shape."""
    layout = layout_of(recipe)
    found = method_by_key(method or recipe.methods[0], layout)
    made = np.empty(recipe.shape, object)
    for cell in np.ndindex(recipe.shape):
        made[cell] = key(cell, recipe.shape, found, layout, recipe.groups or 1, recipe.virtual or 1)
    return made


def outputs(recipe, values, method=None):
    """Every value minus the mean of its pool, over √(variance + ε), pool by pool."""
    centers = (method or recipe.methods[0]) != "rms"
    of = keys(recipe, method)
    made = np.empty(values.shape)
    for each in set(of.ravel()):
        inside = np.array([one == each for one in of.ravel()]).reshape(of.shape)
        pool = values[inside]
        mean = pool.mean() if centers else 0.0
        made[inside] = (pool - mean) / np.sqrt(((pool - mean) ** 2).mean() + recipe.epsilon)
    return made


def felt(recipe, values, method=None):
    """Which outputs change when the recipe's value is nudged: its pool."""
    nudged = values.copy()
    nudged[recipe.cell] += 1.0
    return outputs(recipe, nudged, method) != outputs(recipe, values, method)


def counts(recipe, method=None):
    """How many pools there are: the parts along each axis are counted by walking along it."""
    layout = layout_of(recipe)
    found = method_by_key(method or recipe.methods[0], layout)
    total = 1
    for axis, length in enumerate(recipe.shape):
        cells = (tuple(at if place == axis else 0 for place in range(len(recipe.shape))) for at in range(length))
        seen = {key(cell, recipe.shape, found, layout, recipe.groups or 1, recipe.virtual or 1) for cell in cells}
        total *= len(seen)
    return total


def array(panel, shape):
    """The values of a picture, from its table: a row for each place along all axes but the last."""
    made = np.full(shape, np.nan)
    for first, *numbers in panel.table.rows:
        made[tuple(map(int, first.split(",")))] = numbers
    assert np.isfinite(made).all()
    return made


def panel_of(panels, ident):
    [found] = [panel for panel in panels if panel.ident == ident]
    return found


PART = re.compile(r"(samples?|tokens?|channels?|features?|hidden units?|rows?|columns?) (\d+)(?:–(\d+))?")
LETTERS = {"sample": "N", "token": "T", "channel": "C", "feature": "C", "hidden unit": "C", "row": "H", "column": "W"}


def region(text, recipe):
    """The values that an answer of “What moves” is about, as a mask."""
    layout, shape, own = layout_of(recipe), recipe.shape, recipe.cell[0]
    mask = np.ones(shape, bool)
    if text == "None at all":
        return ~mask
    if text == "The outputs of all other samples, but not its own":
        mask[own] = False
        return mask
    several = re.fullmatch(r"The outputs of samples ([\d, and]+)", text)
    if several:
        chosen = [int(number) for number in re.findall(r"\d+", several[1])]
        return np.isin(np.arange(shape[0]), chosen).reshape(-1, *(1 for _ in shape[1:])) & mask
    text = text.removeprefix("Only ").removesuffix(" itself")
    words = re.sub(r"^[Tt]he outputs of ", "", text)
    if words in ("every sample", "the whole tensor"):
        return mask
    for part in words.split(" of "):
        if part == "every sample":
            continue
        named = PART.fullmatch(part)
        assert named, text
        low, high = int(named[2]), int(named[3] or named[2])
        axis = layout.letters.index(LETTERS[named[1].rstrip("s")])
        places = np.arange(shape[axis])
        inside = (low <= places) & (places <= high)
        mask &= inside.reshape([-1 if each == axis else 1 for each in range(len(shape))])
    return mask


def cells(shape):
    return list(product(*(range(n) for n in shape)))
