"""What another convention, or another ε, changes about the pinned value: compared with PyTorch's, and computed."""

from math import isnan

from app.core.conventions import DEFAULT, Convention, convention_by_key
from app.core.errors import listed
from app.core.normalize import Arithmetic, Place, arithmetic
from app.describe import counted
from app.figures.numbers import number
from app.run import Outcome, Result

HAT = "x\N{COMBINING CIRCUMFLEX ACCENT}"
PLACES = {Place.VARIANCE: "in the root", Place.DEVIATION: "beside the deviation"}


def changes(outcome: Outcome) -> list[str]:
    """Sentences, none where the page says what it says under PyTorch's defaults."""
    recipe = outcome.recipe
    convention, usual = convention_by_key(recipe.convention), convention_by_key(DEFAULT)
    told = []
    moved = _moved(recipe.epsilon, Place(recipe.epsilon_place), usual)
    if moved:
        told.append(f"{moved}: {_digits(outcome, usual)}.")
    told += _undefined(outcome)
    if convention != usual:
        told += _names(convention, usual, Place(recipe.epsilon_place))
        told += [_learned(outcome, result, convention, usual) for result in outcome.results]
    return [sentence for sentence in told if sentence]


def _moved(epsilon: float, place: Place, usual: Convention) -> str:
    """What became of ε: "ε moved out of the root", "ε is 0.001 in place of 1e−5"."""
    parts = []
    if place is not usual.place:
        parts.append("moved out of the root" if place is Place.DEVIATION else "moved into the root")
    if epsilon != usual.epsilon:
        parts.append(f"is {number(epsilon)} in place of {number(usual.epsilon)}")
    return f"ε {' and '.join(parts)}" if parts else ""


def _digits(outcome: Outcome, usual: Convention) -> str:
    """The pinned value's x̂ in the methods where it is another one to five digits, from PyTorch's to this one."""
    steps = [
        (number(_as_usual(result, usual).standardized), number(result.arithmetic.standardized), result.method.label)
        for result in outcome.results
    ]
    changed = [f"{before} → {after} ({label})" for before, after, label in steps if before != after]
    if not changed:
        return f"to five digits, {HAT} of the pinned value stays the same"
    if len(steps) == 1:
        changed = [f"{steps[0][0]} → {steps[0][1]}"]
    others = "; to five digits, the others stay the same" if len(changed) < len(steps) else ""
    return f"{HAT} {', '.join(changed)}{others}"


def _undefined(outcome: Outcome) -> list[str]:
    """Why the pinned value has no x̂ where no ε keeps the denominator from 0."""
    if not any(
        isnan(result.arithmetic.standardized) and result.arithmetic.centred == result.arithmetic.denominator == 0
        for result in outcome.results
    ):
        return []
    return [f"Where all values of a pool are equal and ε is 0, {HAT} is 0/0, which is no number; ε prevents that."]


def _as_usual(result: Result, usual: Convention) -> Arithmetic:
    found = result.arithmetic
    return arithmetic(
        found.value,
        found.mean,
        found.variance,
        epsilon=usual.epsilon,
        place=usual.place,
        scale=found.scale,
        offset=found.offset,
    )


def _names(convention: Convention, usual: Convention, place: Place) -> list[str]:
    """What is written otherwise: "Prince writes m, s and δ for E[x], √Var[x] and β."."""
    beside = Place.DEVIATION is convention.place is place
    written = zip(_written(convention, beside), _written(usual, beside), strict=True)
    pairs = [pair for pair in written if pair[0] != pair[1]]
    if not pairs:
        return []
    new, old = (listed([pair[k] for pair in pairs], "and") for k in (0, 1))
    return [f"{convention.label} writes {new} for {old}."]


def _written(convention: Convention, beside: bool) -> list[str]:
    """Its symbols as the page has them, which writes the deviation where ε is beside it: like stands for like."""
    named = convention.symbols
    spread = named.deviation if beside else named.variance
    return [named.mean, spread, named.scale, named.offset]


def _learned(outcome: Outcome, result: Result, convention: Convention, usual: Convention) -> str:
    layout, shape, method = outcome.recipe.layout, outcome.recipe.shape, result.method
    here, there = (each.parameter_count(method, layout, shape) for each in (convention, usual))
    return f"{method.label} learns {counted(here, 'number', 'numbers')} in place of {there}." if here != there else ""
