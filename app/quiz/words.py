"""Parts of a tensor in words, as answers name them."""

from app.core.axes import Axis, Layout, Role
from app.core.errors import listed
from app.core.pools import Box, Index, Range


def region(layout: Layout, shape: Index, box: Box) -> str:
    """A box of values: "sample 1", "channel 2 of every sample", "tokens 0–1 of sample 3". Other axes are whole."""
    kept: list[str] = []
    every: list[str] = []
    for axis, n, (low, high) in zip(layout.axes, shape, box, strict=True):
        if (low, high) != (0, n):
            kept.append(along(axis, (low, high)))
        elif axis.role is Role.BATCH:
            every = ["every sample"]
    return " of ".join([*reversed(kept), *every]) if kept else "the whole tensor"


def along(axis: Axis, places: Range) -> str:
    """A range along an axis: "channel 1", "channels 1–3"."""
    low, high = places
    return f"{axis.one} {low}" if high - low == 1 else f"{axis.many} {low}–{high - 1}"


def samples(numbers: tuple[int, ...]) -> str:
    """Samples by number: "sample 1", "samples 0 and 1"."""
    word = "sample" if len(numbers) == 1 else "samples"
    return f"{word} {listed([str(number) for number in numbers], 'and')}"


def grouped(count: int) -> str:
    """A whole number for reading: "25 088"."""
    return f"{count:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")


def capital(sentence: str) -> str:
    """The sentence with a capital at its beginning; the rest stays as it is."""
    return sentence[:1].upper() + sentence[1:]


def small(label: str) -> str:
    """A name inside a sentence: "batch norm", but "RMS norm"."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]
