"""The arguments of `python -m app statistics`. Standard library only: they are read before any package is there."""

import argparse
from pathlib import Path

EPILOG = """\
DATA is one .npy file; a folder of .npy files, which follow one another in the order of their names along the first
axis and agree in all other lengths; or the folder of a Zarr array (version 2 or 3). It is read once, in blocks; the
memory that is taken does not grow with it. Rows of pools that lie within one sample are written as they are read.

methods: batch, layer, instance, group, rms, ghost; and any of the axes, as in reduce:NHW.

exit codes: 0 done; 1 the data or the cluster failed on the way; 2 something given cannot be used; 130 interrupted.
Where the work did not end, FILE is left as it was.

examples:
  python -m app statistics activations.npy
  python -m app statistics training-set/ --methods batch,group --groups 8 --to statistics.csv
  python -m app statistics images.zarr --dask local --to statistics.json
  python -m app statistics /shared/images.zarr --dask tcp://scheduler:8786 --to statistics.csv
"""


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to those of `python -m app`."""
    form = argparse.RawDescriptionHelpFormatter
    made = commands.add_parser(
        "statistics", help="statistics of a data set larger than memory", epilog=EPILOG, formatter_class=form
    )
    made.add_argument("data", metavar="DATA", type=Path, help="a .npy file, a folder of them, or a Zarr array")
    made.add_argument(
        "--layout", metavar="AXES", help="letters of the axes, or image, sequence, features (default: by rank)"
    )
    made.add_argument("--methods", default="batch,layer,instance", help="keys with commas (default: %(default)s)")
    made.add_argument("--groups", type=_positive, metavar="G", help="groups of channels, for group")
    made.add_argument("--virtual", type=_positive, metavar="V", help="virtual batches, for ghost")
    made.add_argument("--to", type=Path, metavar="FILE", help=".csv or .json (default: CSV to standard output)")
    made.add_argument(
        "--dask",
        nargs="?",
        const="local",
        metavar="SCHEDULER",
        help="compute on Dask: a local cluster, or that of the scheduler at this address (tcp://host:8786)",
    )


def packages(options: argparse.Namespace) -> str | None:
    """The extra that a command line needs: for Dask, and for zarr where a folder has no .npy files."""
    if options.command != "statistics":
        return None
    data = options.data
    return "datasets" if options.dask or (data.is_dir() and not any(data.glob("*.npy"))) else None


def _positive(text: str) -> int:
    if text.isascii() and text.isdigit() and 0 < int(text) < 2**31:
        return int(text)
    raise argparse.ArgumentTypeError(f"got {text!r}; expected a whole number from 1; try 2")
