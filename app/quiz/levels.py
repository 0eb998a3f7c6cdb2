"""LEVELS: how hard a question is, which is to say what it may be about."""

from dataclasses import dataclass

Lengths = dict[str, tuple[int, ...]]


@dataclass(frozen=True)
class Level:
    """A difficulty: its number in addresses, its name, what it is about, and the layouts and methods of its questions.

    `small` has for each letter the lengths of axes whose values are marked one by one, at most `most` of them; `sizes`
    those of axes whose values are looked at, `large` those of axes that are only counted. `custom` is whether any
    choice of axes may come.
    """

    number: int
    name: str
    label: str
    layouts: tuple[str, ...]
    methods: tuple[str, ...]
    small: Lengths
    most: int
    sizes: Lengths
    large: Lengths
    custom: bool = False


LOOKED_AT = {"N": (3, 4), "T": (4, 5, 6), "C": (3, 4, 6), "H": (4, 5), "W": (4, 5)}

ALL = ("image", "sequence", "features")

LEVELS = (
    Level(
        1,
        "first steps",
        "images; batch, layer and instance norm",
        ("image",),
        ("batch", "layer", "instance"),
        {"N": (2, 3), "C": (2, 3, 4), "H": (2,), "W": (2,)},
        36,
        LOOKED_AT,
        {"N": (2, 3, 4, 5), "C": (3, 4, 6), "H": (2, 4), "W": (2, 4)},
    ),
    Level(
        2,
        "further methods",
        "also sequences and fully connected layers, group norm and RMS norm",
        ALL,
        ("batch", "layer", "instance", "group", "rms"),
        {"N": (2, 3, 4), "T": (3, 4), "C": (4, 6), "H": (2, 3), "W": (2,)},
        72,
        LOOKED_AT,
        {"N": (4, 8, 16), "T": (5, 10, 20), "C": (6, 12, 32), "H": (4, 7, 8), "W": (4, 7, 8)},
    ),
    Level(
        3,
        "any axes",
        "any choice of axes, virtual batches, larger tensors",
        ALL,
        ("batch", "layer", "group", "rms", "ghost"),
        {"N": (2, 4), "T": (3, 4, 5), "C": (3, 4), "H": (2, 3), "W": (2, 3)},
        96,
        LOOKED_AT,
        {"N": (8, 16, 32, 64), "T": (16, 50, 128), "C": (32, 48, 64, 256), "H": (7, 14, 28), "W": (7, 14, 28)},
        custom=True,
    ),
)


def level_by_number(number: int) -> Level:
    """The level with this number."""
    return LEVELS[number - 1]
