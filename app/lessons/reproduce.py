"""Makes the runs that ship with the lessons once more: `python -m app.lessons.reproduce learning-rates …`.

The same version of the code and of NumPy gives the same file on the same kind of processor.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from app.experiments.training import Record, Settings, scaled, train
from app.lessons.stored import FOLDER, document, text
from app.sources.digits import digits

SMALL = scaled(("batch", "group"), (2, 4, 8, 16, 32, 64))
GRIDS = {"learning-rates": Settings(records=12), "small-batches": Settings(runs=SMALL, epochs=4, records=8)}
"""What is trained for a lesson, by its slug."""
RUNS: dict[str, Settings] = {
    name: replace(settings, seed=seed)
    for slug, settings in GRIDS.items()
    for seed, name in enumerate((slug, f"{slug}-1", f"{slug}-2"))
}
"""One file for each seed, by its name."""


def records(slug: str, most: int | None = None) -> Iterator[Record]:
    """The records of a lesson's run, or the first of them."""
    return islice(train(*digits(), RUNS[slug]), most)


def main(arguments: Sequence[str]) -> int:
    """Writes the files of the lessons that are named."""
    unknown = [slug for slug in arguments if slug not in RUNS]
    if unknown or not arguments:
        print(f"Got {', '.join(unknown) or 'nothing'}; expected some of {', '.join(RUNS)}.", file=sys.stderr)
        return 2
    for slug in arguments:
        path = FOLDER / f"{slug}.json"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text(document(slug, RUNS[slug], records(slug))), encoding="utf-8")
        print(f"{path}: {path.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
