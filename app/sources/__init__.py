"""Where values come from. SOURCES is the list of them; a new one is one file here and one name in it."""

from app.core.axes import Layout
from app.core.errors import InputError, listed, shown
from app.core.pools import Index
from app.sources.activations import ACTIVATIONS
from app.sources.constant import CONSTANT
from app.sources.counting import COUNTING
from app.sources.gaussian import GAUSSIAN
from app.sources.heavy import HEAVY
from app.sources.photographs import PHOTOGRAPHS, PICTURES, Picture
from app.sources.source import Source, Tensor

__all__ = ["PICTURES", "SOURCES", "Picture", "Source", "generate", "source_by_key"]

SOURCES = (PHOTOGRAPHS, COUNTING, GAUSSIAN, ACTIVATIONS, HEAVY, CONSTANT)


def source_by_key(key: str) -> Source:
    """The source with this key; InputError of `source` names the ones there are."""
    for source in SOURCES:
        if source.key == key:
            return source
    keys = [source.key for source in SOURCES]
    raise InputError("source", shown(key), listed(keys), keys[0], keys[0])


def generate(key: str, layout: Layout, shape: Index, seed: int) -> Tensor:
    """The tensor of this source, layout, shape and seed: float32, or float64 where counting needs it.

    Raises InputError of `source` or `shape` where the source cannot fill such a tensor.
    """
    source = source_by_key(key)
    source.check(layout, shape)
    return source.make(layout, shape, seed)
