"""NAMES: what the field calls a choice of axes. Said in roles, so that each layout gets its own.

The subsets of a layout's axes form a lattice: reducing one axis more merges pools. A name belongs to a set of roles; on
a layout it names the axes that play them, and where two names fall on the same axes the earlier one is used. A subset
that tells axes of one role apart, as rows from columns, has no name.
"""

from dataclasses import dataclass
from itertools import combinations

from app.core.axes import Layout, Role
from app.core.methods import METHODS, Method, method_by_key, reducing


@dataclass(frozen=True)
class Name:
    """A name for axes that are reduced together; `note` says whose it is; `key` the method of METHODS, if it is one."""

    label: str
    note: str
    reduces: frozenset[Role]
    key: str | None = None


NAMES = (
    *(
        Name(method.label, method.source, method.reduces, method.key)
        for method in METHODS
        if method.centers and method.splits is None
    ),
    Name("Layer norm at each position", "ConvNeXt; “LayerNorm2d”", frozenset({Role.CHANNEL})),
    Name("Per-activation batch norm", "as in fully connected layers", frozenset({Role.BATCH})),
    Name("Group norm with one group", "Wu & He 2018, G = 1", frozenset({Role.CHANNEL, Role.TOKEN, Role.SPACE})),
    Name("Whole tensor", "one mean for all values", frozenset(Role)),
    Name("Nothing", "every value alone", frozenset()),
)


def name_of(letters: tuple[str, ...], layout: Layout) -> Name | None:
    """The name of reducing exactly these axes, given in the tensor's order; None where the field has none."""
    return next((name for name in NAMES if layout.with_role(*name.reduces) == letters), None)


def method_over(letters: tuple[str, ...], layout: Layout) -> Method:
    """The method that reduces exactly these axes: the named one of METHODS where there is one."""
    name = name_of(letters, layout)
    key = name.key if name else None
    return method_by_key(key, layout) if key else reducing("".join(letters), layout)


def ranks(layout: Layout) -> list[list[tuple[str, ...]]]:
    """All subsets of the layout's axes, by how many axes they reduce.

    In a rank those with the channels but not the batch come first and those with the batch but not the channels last,
    so that the ways to layer norm and to batch norm stay on their sides.
    """

    def side(letters: tuple[str, ...]) -> int:
        batch, channel = (bool(set(letters) & set(layout.with_role(role))) for role in (Role.BATCH, Role.CHANNEL))
        return batch - channel

    return [sorted(combinations(layout.letters, count), key=side) for count in range(layout.rank + 1)]
