"""What is said under a matrix of planes: what was measured, and how far it is from what has to hold."""

import numpy as np

from app.core.kept import Kept, kept
from app.figures.numbers import number, telling
from app.run import Outcome, Result
from app.views.parts import learned
from app.views.planes import Extent, Measured

UNFELT = 5e-4
"""A difference of so small a part is not mentioned: ε makes it, or rounding."""


UNMET = 0.5
"""Where an output is off by more than this part of what it has to be, some pools vary so little that ε holds them."""


def claim(outcome: Outcome, result: Result, measure: str, found: Measured) -> str:
    """What has to hold of the planes of this output, with how far it is from holding: by ε, or a constant pool.

    With frozen statistics nothing has to hold.
    """
    if result.frozen:
        return ""
    held = kept(outcome.recipe.layout, result.pools, result.method.centers)
    scale, offset = learned(outcome, result)
    where = _where(held, result.pools.shape[outcome.recipe.layout.letters.index("C")])
    if measure == "mean" and held.centers:
        return _said("All are" if held.flat else f"{where} averages", found.level.off(offset), offset, abs(scale))
    if measure == "deviation" and held.flat:
        target = 0.0 if held.constant else abs(scale)
        return _said("All are", found.deviation.off(target), target, abs(scale))
    if measure == "deviation" and offset == 0 and not held.constant:
        return _said(f"{where}: mean² + deviation² averages", found.power.off(scale**2), scale**2, scale**2)
    return ""


def _where(held: Kept, channels: int) -> str:
    """Which planes are averaged, as they lie in the matrix."""
    down, across = held.together
    if down > 1:
        return "Each column" if across == 1 else "All together"
    return "Each row" if across in (1, channels) else f"Each run of {across} in a row"


def _said(verb: str, off: float, target: float, unit: float) -> str:
    if not np.isfinite(off):
        return ""
    if off > UNMET * unit > 0:
        return f"{verb} {number(target)}, but for pools that hardly vary beside ε."
    within = f" within {number(float(f'{off:.1g}'))}" if off > UNFELT * unit else ""
    return f"{verb} {number(target)}{within}."


def range_sentence(extent: Extent, unit: float, shared: int = 0) -> str:
    """From where to where numbers go; nothing where they hardly differ, in parts of `unit`.

    `shared` is how many leading digits they are known to share: what differs is measured by those that follow.
    """
    unfelt = UNFELT * unit / 10**shared
    if extent.least > extent.most:
        return "None is finite."
    if extent.most - extent.least <= unfelt:
        return ""
    low, high = (0.0 if abs(end) < unfelt else end for end in (extent.least, extent.most))
    return f"From {number(low, telling(shared))} to {number(high, telling(shared))}."
