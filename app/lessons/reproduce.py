"""Makes the runs that ship with the lessons once more: `python -m app.lessons.reproduce learning-rates …`.

The same version of the code and of NumPy gives the same file on the same kind of processor.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from app.experiments import residual
from app.experiments.training import Record, Run, Settings, grid, scaled, train
from app.lessons.stored import FOLDER, blocks, document, text
from app.sources.digits import digits

SMALL = scaled(("batch", "group"), (2, 4, 8, 16, 32, 64))
DEPTHS, DEPTH_RATES = (2, 4, 8, 16, 32), (0.01, 0.03, 0.1, 0.3, 1.0)
DEEP = tuple(
    Run(norm, rate, depth=depth) for norm in ("none", "batch", "layer") for depth in DEPTHS for rate in DEPTH_RATES
)
FEW = (
    *grid(("none", "batch", "layer"), (0.1,), (4, 8, 16, 32, 64)),
    *(Run("ghost", 0.1, 64, virtual=virtual) for virtual in (2, 4, 8, 16)),
)
"""Ghost batch norm in parts of 32 to 4 examples; the steps are those of batches of 64."""
GRIDS = {
    "learning-rates": Settings(records=12),
    "small-batches": Settings(runs=SMALL, epochs=4, records=8),
    "depth": Settings(runs=DEEP, records=8, whole=True),
    "few-examples": Settings(runs=FEW, epochs=40, records=4, held_out=1541, whole=True),
}
"""What is trained for a lesson, by its slug."""
SEEDS = {"few-examples": 5}
"""How many seeds, where they are not three."""
RUNS: dict[str, Settings] = {
    f"{slug}-{seed}" if seed else slug: replace(settings, seed=seed)
    for slug, settings in GRIDS.items()
    for seed in range(SEEDS.get(slug, 3))
}
"""One file for each seed, by its name."""
GROWN = tuple(residual.Run(1.0, depth // 2, rate) for depth in DEPTHS for rate in DEPTH_RATES)
OPENED = tuple(residual.Run(0.0, depth // 2) for depth in DEPTHS)
BLOCKS: dict[str, residual.Settings] = {
    f"depth-blocks-{seed}" if seed else "depth-blocks": residual.Settings((*GROWN, *OPENED), seed=seed)
    for seed in range(3)
}
"""The residual networks: two layers in each block, scales that start at one, and some that start at zero."""


def records(slug: str, most: int | None = None) -> Iterator[Record]:
    """The records of a lesson's run, or the first of them."""
    return islice(train(*digits(), RUNS[slug]), most)


def made(slug: str) -> dict[str, Any]:
    """What the file of a training holds, trained now."""
    if slug in BLOCKS:
        return blocks(slug, BLOCKS[slug], residual.train(*digits(), BLOCKS[slug]))
    return document(slug, RUNS[slug], records(slug))


def main(arguments: Sequence[str]) -> int:
    """Writes the files of the lessons that are named."""
    unknown = [slug for slug in arguments if slug not in (*RUNS, *BLOCKS)]
    if unknown or not arguments:
        print(
            f"Got {', '.join(unknown) or 'nothing'}; expected some of {', '.join((*RUNS, *BLOCKS))}.", file=sys.stderr
        )
        return 2
    for slug in arguments:
        path = FOLDER / f"{slug}.json"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text(made(slug)), encoding="utf-8")
        print(f"{path}: {path.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
