"""Photographs: eight real pictures, free of restrictions, averaged down to the size asked for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from app.core.axes import Layout
from app.core.pools import Index
from app.resources import PACKAGE
from app.sources.source import FAR, SMALL, Source, Tensor


@dataclass(frozen=True)
class Picture:
    """A photograph of the file: its title, who made it, under which licence, and where it comes from."""

    title: str
    author: str
    licence: str
    origin: str


PICTURES = (
    Picture("Chelsea the cat", "Stefan van der Walt", "CC0 1.0", "scikit-image: data/chelsea.png"),
    Picture(
        "Falcon 9 carrying DSCOVR at Cape Canaveral",
        "SpaceX",
        "public domain",
        "https://www.flickr.com/photos/spacexphotos/16511594820/",
    ),
    Picture(
        "Coffee cup",
        "Rachel Michetti, courtesy of Pikolo Espresso Bar",
        "CC0 1.0",
        "scikit-image: data/coffee.png",
    ),
    Picture(
        "Hubble eXtreme Deep Field",
        "NASA, Hubble Space Telescope",
        "public domain",
        "http://hubblesite.org/newscenter/archive/releases/2012/37/image/a/",
    ),
    Picture(
        "Fundus of a normal left eye",
        "Mikael Häggström",
        "CC0 1.0",
        "https://commons.wikimedia.org/wiki/File:Fundus_photograph_of_normal_left_eye.jpg",
    ),
    Picture("Astronaut Eileen Collins", "NASA", "public domain", "https://flic.kr/p/r9qvLn"),
    Picture("Grass", "linolafett", "CC0 1.0", "https://www.deviantart.com/linolafett/art/Grass-01-434853879"),
    Picture("Brick wall", "CC0 Textures", "CC0 1.0", "https://cc0textures.com/view.php?tex=Bricks25"),
)
"""In the order of the file. The first four differ much in brightness and in colour: bright and brown, dark and blue,
red, almost black. So their pools differ much, and so do the three methods."""
SIDE = 128
BRIGHTEST = 255


def order(seed: int) -> tuple[int, ...]:
    """Which picture each sample is: the listed order for seed 0, shuffled for every other seed."""
    count = len(PICTURES)
    return tuple(range(count) if seed == 0 else np.random.default_rng(seed).permutation(count).tolist())


def make(layout: Layout, shape: Index, seed: int) -> Tensor:
    """float32 from 0 (black) to 1 (white); a value is the mean of the part of the picture that it stands for."""
    return averaged(order(seed)[: shape[0]], shape)


def draw(layout: Layout, shape: Index, seed: int, count: int) -> Iterator[Tensor]:
    """Other pictures of the eight, or the same in another order: each batch has none twice."""
    every = averaged(range(len(PICTURES)), shape)
    for number in range(1, count + 1):
        yield every[list(order(seed + number * FAR)[: shape[0]])]


def averaged(chosen: Sequence[int], shape: Index) -> Tensor:
    """These pictures in the height and width of the shape: (picture, channel, row, column)."""
    height, width = shape[2:]
    pictures = _pictures()[list(chosen)]
    # Every product and sum is a whole number far below 2**53: exact, so the same on every machine and thread.
    sums = _shares(height) @ pictures.astype(np.float64) @ _shares(width).T
    return (sums / (SIDE * SIDE * BRIGHTEST)).astype(np.float32)


def _shares(length: int) -> NDArray[np.float64]:
    """(length, SIDE): how much of each pixel falls into each of `length` equal parts, a whole pixel being `length`."""
    parts = np.arange(length)[:, None] * SIDE
    pixels = np.arange(SIDE)[None, :] * length
    shared = np.minimum(parts + SIDE, pixels + length) - np.maximum(parts, pixels)
    return np.asarray(np.maximum(shared, 0), np.float64)


@cache
def _pictures() -> NDArray[np.uint8]:
    """(picture, channel, row, column), one byte each."""
    pictures: NDArray[np.uint8] = np.load(PACKAGE / "sources" / "pictures" / "photographs.npy", allow_pickle=False)
    pictures.setflags(write=False)
    return pictures


PHOTOGRAPHS = Source(
    "photographs",
    "Photographs",
    "Real photographs in red, green and blue, from 0 (black) to 1 (white).",
    make,
    draw=draw,
    layouts=("image",),
    limits={"N": (1, len(PICTURES)), "C": (3, 3), "H": (1, SIDE), "W": (1, SIDE)},
    limited_by=f"there are {len(PICTURES)} photographs of {SIDE} × {SIDE} pixels in red, green and blue",
    opens_with=SMALL | {"image": (4, 3, 4, 4)},
)
