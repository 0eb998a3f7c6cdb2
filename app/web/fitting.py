"""What of a state still means something for values that are new, and bring a shape of their own."""

from app.core.axes import LAYOUTS, Layout
from app.core.errors import InputError
from app.core.methods import REDUCE, SPLITS, group_choices, method_by_key
from app.core.pools import Index
from app.recipe import DEFAULT_METHODS
from app.web.parameters import WHOLE

Fields = dict[str, str]
THEIRS = ("layout", "shape", "seed")
"""What new values bring with them, or have no use for."""


def fitting(said: Fields, shape: Index | None) -> Fields:
    """The parts of a query, by key, without those that mean nothing for values of this shape.

    Axes that were chosen one by one stay where the values have them, numbers of parts where they divide their axis, the
    pinned value where it is on all axes: it is moved inside. None is the shape of values that cannot be read.
    """
    layout = next((each for each in LAYOUTS if shape is not None and each.rank == len(shape)), None)
    lengths = {} if layout is None or shape is None else dict(zip(layout.letters, shape, strict=True))
    kept = {key: text for key, text in said.items() if key not in THEIRS}
    methods = [_method(key, layout) for key in said.get("methods", "").split(",")]
    kept["methods"] = ",".join(dict.fromkeys(filter(None, methods))) or ",".join(DEFAULT_METHODS)
    for role, split in SPLITS.items():
        along = () if layout is None else layout.with_role(role)
        choices = {str(parts) for letter in along for parts in group_choices(lengths[letter])}
        if kept.get(split.parameter) not in choices:
            kept.pop(split.parameter, None)
    cell = kept.pop("cell", "").split(",")
    if lengths and len(cell) == len(lengths) and all(map(WHOLE.fullmatch, cell)):
        kept["cell"] = ",".join(str(max(0, min(int(i), n - 1))) for i, n in zip(cell, lengths.values(), strict=True))
    return kept


def _method(key: str, layout: Layout | None) -> str | None:
    """The key of a method that the layout has; None for axes that it does not have."""
    if not key.startswith(REDUCE):
        return key
    try:
        return None if layout is None else method_by_key(key, layout).key
    except InputError:
        return None
