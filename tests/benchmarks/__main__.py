"""`python -m tests.benchmarks` measures the speed and prints tables; names of subjects choose some of them."""

import argparse
import os
import platform
import sys
from collections.abc import Callable, Sequence

import numpy as np

from app.core.blocks import cores
from tests.benchmarks import (
    beside_dash,
    browser,
    budgets,
    cached,
    datasets,
    large,
    lessons,
    lighthouse,
    moments,
    normalize,
    requests,
)
from tests.benchmarks.timing import pytorch

SUBJECTS: dict[str, Callable[[bool], str]] = {
    "moments": moments.report,
    "normalize": normalize.report,
    "requests": requests.report,
    "lessons": lessons.report,
    "cached": cached.report,
    "large": large.report,
    "datasets": datasets.report,
    "browser": browser.report,
    "budgets": budgets.report,
    "dash": beside_dash.report,
    "lighthouse": lighthouse.report,
}
CONFUSING = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")
"""Variables that make NumPy's linear algebra work as if on another processor."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser("python -m tests.benchmarks", description=__doc__)
    parser.add_argument("subjects", nargs="*", metavar="subject", help=f"{', '.join(SUBJECTS)} (default: all)")
    parser.add_argument("--tiny", action="store_true", help="small tensors, to see that everything still runs")
    options = parser.parse_args(arguments)
    if unknown := set(options.subjects) - set(SUBJECTS):
        parser.error(f"unknown subject {', '.join(unknown)}")
    print(machine())
    for name in options.subjects or SUBJECTS:
        print(SUBJECTS[name](options.tiny), flush=True)
    return 0


def machine() -> str:
    """What the times are times of."""
    torch = pytorch()
    beside = f"PyTorch {torch.__version__}" if torch else "without PyTorch"
    lines = [f"Python {platform.python_version()}, NumPy {np.__version__}, {beside}, {cores()} cores"]
    lines += [f"Careful: {name}={os.environ[name]} is set." for name in CONFUSING if name in os.environ]
    lines.append("Ratios compare best times; all jobs of a table took turns.")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    sys.exit(main())
