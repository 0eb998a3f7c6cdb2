"""Lesson: batch norm, step by step, its numbers in words: these numbers, random ones, what ε does, and pairs."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from app.core.normalize import Arithmetic, Place
from app.core.precision import Doubles
from app.describe import counted
from app.experiments.steps import Steps, steps
from app.figures.numbers import number
from app.lessons.lesson import Values

SEEDS = range(5)
PAIR = (0.0, 0.001)
"""Two numbers so close that an ε of 1e−5 shows."""
FELT = 0.01
"""Where two numbers end further from −1 and 1 than this, ε is felt."""
PLACES = {Place.VARIANCE: "in the root", Place.DEVIATION: "beside it"}


def random_numbers(count: int) -> Doubles:
    """Gaussian numbers, (count, seeds): one column for each seed, with a mean and a deviation of its own."""
    columns = []
    for seed in SEEDS:
        random = np.random.default_rng(seed)
        columns.append(random.normal(random.normal(0, 10), random.uniform(0.1, 10), count))
    return np.array(columns).T


def apart(outputs: Doubles, scale: float, offset: float) -> str:
    """How far means and deviations of columns are from those that were learned, as the end of a sentence."""
    mean, deviation = (
        number(float(f"{np.abs(found).max():.1g}"))
        for found in (outputs.mean(axis=0) - offset, outputs.std(axis=0) - abs(scale))
    )
    return f"the output’s mean is at most {mean} off δ, its deviation at most {deviation} off {_size(scale)}"


def sentences(done: Steps, way: Arithmetic, values: Values, off: str) -> tuple[str, ...]:
    """What was measured; `off` as `apart` has it, of random numbers."""
    scale, offset, epsilon, place = values["scale"], values["offset"], values["epsilon"], Place(values["place"])
    numbers, mean, deviation = done.values, float(done.output.mean()), float(done.output.std())
    return (
        f"{counted(numbers.size, 'number', 'numbers')}: mean {number(way.mean)}, deviation {number(way.deviation)} "
        "(over n, not n − 1).",
        f"Output: mean {number(mean)}, {_off(mean - offset)} δ; deviation {number(deviation)}, "
        f"{_off(deviation - abs(scale))} {_size(scale)}.",
        *_by_variance(way.deviation, deviation, scale),
        f"Seeds {SEEDS[0]}–{SEEDS[-1]}, {counted(numbers.size, 'Gaussian number', 'Gaussian numbers')} each, with "
        f"means and deviations of their own: {off}.",
        f"ε = {number(epsilon)} turns the two numbers {number(PAIR[0])} and {number(PAIR[1])} into "
        + " and into ".join(f"±{_largest(PAIR, epsilon, each)} {PLACES[each]}" for each in PLACES)
        + (f"; a smaller one, 1e−12, into ±{_largest(PAIR, 1e-12, place)}." if epsilon > 1e-12 else "."),
        *_pairs(numbers, epsilon, place),
    )


def _by_variance(before: float, deviation: float, scale: float) -> tuple[str, ...]:
    """What dividing by the variance would have made."""
    if not before or not scale:
        return ()
    return (
        f"Divided by the variance {number(before**2)} instead of the deviation {number(before)}, the output would have "
        f"the deviation {_size(scale)}/σ = {number(abs(scale) / before)}; it has {number(deviation)}.",
    )


def _off(difference: float) -> str:
    return f"{number(float(f'{abs(difference):.2g}'))} from" if difference else "exactly"


def _size(scale: float) -> str:
    return "γ" if scale >= 0 else "|γ|"


def _largest(numbers: Sequence[float], epsilon: float, place: Place) -> str:
    found = np.abs(steps(np.array(numbers), epsilon, place).standardized).max()
    return number(float(f"{found:.3g}"))


def _pairs(numbers: Doubles, epsilon: float, place: Place) -> tuple[str, ...]:
    """Two different numbers alone always become -1 and 1."""
    pairs = np.array([pair for pair in combinations(numbers.tolist(), 2) if pair[0] != pair[1]]).reshape(-1, 2).T
    if not pairs.size:
        return ("There are no two different numbers here: nothing can be told apart afterwards.",)
    off = float(np.abs(np.abs(steps(pairs, epsilon, place).standardized) - 1).max())
    few = f"Any two of these numbers alone ({counted(pairs.shape[1], 'pair', 'pairs')})"
    who = "Two numbers" if numbers.size == 2 else few
    if off > FELT:
        return (
            f"{who} would become −1 and 1, whatever they are; ε is not small against them, and leaves them up to "
            f"{number(float(f'{off:.2g}'))} short of that.",
        )
    because = ", because of ε" if epsilon and off else ""
    return (f"{who} become −1 and 1, whatever they are, to within {number(float(f'{off:.1g}'))}{because}.",)
