"""The work of `python -m app statistics`: from what was given to a table, and an exit code."""

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from math import prod
from pathlib import Path
from time import perf_counter
from typing import TextIO

from app.core.axes import DEFAULT_LETTERS, LAYOUTS, Layout, layout_of
from app.core.errors import InputError, listed, shown
from app.core.methods import SPLITS, method_by_key
from app.core.pools import Pools
from app.core.stream import Finished
from app.datasets import open_dataset
from app.datasets.dataset import Dataset
from app.datasets.streaming import Told, stream
from app.datasets.tables import TABLES, Asked, rows
from app.datasets.zarr_array import EXTRA

USAGE_ERROR, FAILED, INTERRUPTED = 2, 1, 130
SECONDS_APART = 0.5


def run_statistics(options: argparse.Namespace) -> int:
    """Run the command; the exit code."""
    try:
        if options.to is not None and options.to.suffix not in TABLES:
            raise InputError("to", shown(options.to), f"a name that ends with {listed([*TABLES])}", "statistics.csv")
        dataset = open_dataset(options.data)
        layout = _layout(options.layout, len(dataset.shape))
        asked = _asked(options, layout, dataset.shape)
    except InputError as error:
        return _say(str(error), USAGE_ERROR)
    about = {
        "data": str(options.data),
        "axes": layout.letters,
        "shape": list(dataset.shape),
        "dtype": dataset.dtype.name,
    }
    progress = Progress(dataset)
    try:
        with ExitStack() as stack:
            results = _joined(stack, options.dask)
            to = stack.enter_context(_opened(options.to))
            table = TABLES[options.to.suffix if options.to else ".csv"](to, layout, about)
            table.begin()
            for found in results(dataset, [each.pools for each in asked], progress.told):
                table.write(rows(found, asked))
            table.end()
    except InputError as error:
        return _say(str(error), USAGE_ERROR)
    except KeyboardInterrupt:
        return _say("Interrupted; nothing was written.", INTERRUPTED)
    except BrokenPipeError:  # whoever read standard output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except (OSError, MemoryError) as error:
        return _say(f"The statistics could not be finished: {error or 'memory ran out'}.", FAILED)
    progress.end()
    return 0


class Progress:
    """How far the work is, on standard error: rewritten in place on a terminal, else one line at the end."""

    def __init__(self, dataset: Dataset) -> None:
        self.places, self.bytes = dataset.shape[0], prod(dataset.shape) * dataset.dtype.itemsize
        self.start, self.last = perf_counter(), 0.0

    def told(self, done: int) -> None:
        """So many places along the first axis are done."""
        taken = perf_counter() - self.start
        if taken - self.last >= SECONDS_APART and sys.stderr.isatty():
            self.last = taken
            part = done / self.places
            left = f"{taken / part - taken:.0f} s left"
            line = f"{part:.1%} of {size(self.bytes)}, {self._speed(part, taken)}, {left}"
            print(f"\r{line:<60}", end="", file=sys.stderr, flush=True)

    def end(self) -> None:
        """All is done."""
        taken = perf_counter() - self.start
        line = f"{size(self.bytes)} in {seconds(taken)}, {self._speed(1, taken)}."
        print(f"\r{line:<60}" if self.last else line, file=sys.stderr)

    def _speed(self, part: float, taken: float) -> str:
        return f"{size(self.bytes * part / taken)}/s"


def size(count: float) -> str:
    """So many bytes in the largest unit that they fill: "6 kB", "4.00 GB"."""
    for unit, digits, name in ((1e9, 2, "GB"), (1e6, 1, "MB"), (1e3, 0, "kB")):
        if count >= unit:
            return f"{count / unit:.{digits}f} {name}"
    return f"{count:.0f} bytes"


def seconds(taken: float) -> str:
    """How long it took: "12.3 s", or "4 ms" where it was less than a second."""
    return f"{taken:.1f} s" if taken >= 1 else f"{1000 * taken:.0f} ms"


def _layout(given: str | None, rank: int) -> Layout:
    letters = {layout.key: layout.letters for layout in LAYOUTS}.get(given or "", given or DEFAULT_LETTERS[rank])
    layout = layout_of(letters)
    if layout.rank != rank:
        raise InputError(
            "layout", shown(letters), f"{rank} letters, one for each axis of the data", DEFAULT_LETTERS[rank]
        )
    return layout


def _asked(options: argparse.Namespace, layout: Layout, shape: tuple[int, ...]) -> list[Asked]:
    keys = options.methods.split(",")
    if len(set(keys)) < len(keys):
        raise InputError("methods", shown(options.methods), "every method once", ",".join(dict.fromkeys(keys)))
    methods = [method_by_key(key, layout) for key in keys]
    for role, split in SPLITS.items():
        if getattr(options, split.parameter) is not None and not any(each.splits is role for each in methods):
            got = f"--{split.parameter} without {split.whose}"
            raise InputError(split.parameter, got, f"it with {split.whose} only", "leaving it out")
    return [Asked(each, each.pools(layout, shape, options.groups, options.virtual)) for each in methods]


Results = Callable[[Dataset, Sequence[Pools], Told], Iterator[Finished]]


def _joined(stack: ExitStack, scheduler: str | None) -> Results:
    """What computes: this process, or a cluster that is left when the stack is."""
    if scheduler is None:
        return stream
    try:
        from app.datasets.on_dask import LOCAL, cluster, stream_on
    except ImportError:
        raise InputError("dask", "--dask, but no packages dask and distributed", "those packages", EXTRA) from None
    try:
        client = stack.enter_context(cluster(scheduler))
    except (OSError, ValueError) as error:
        got = f"no answer from a scheduler at {shown(scheduler)} ({shown(error, 120)})"
        raise InputError("dask", got, "the address that dask scheduler prints", f"--dask {LOCAL}") from None

    def results(dataset: Dataset, tilings: Sequence[Pools], told: Told) -> Iterator[Finished]:
        try:
            yield from stream_on(client, dataset, tilings, told)
        except OSError:
            raise
        except Exception as error:  # whatever a task raised, or became of its worker
            raise OSError(f"the cluster says {type(error).__name__}: {error}") from error

    return results


@contextmanager
def _opened(path: Path | None) -> Iterator[TextIO]:
    """A text stream to a file that takes its place once all is written, or to standard output."""
    if path is None:
        yield sys.stdout
        sys.stdout.flush()
        return
    part = path.with_name(f"{path.name}.part")
    try:
        made = part.open("w", encoding="utf-8", newline="")
    except OSError as error:
        got = f"{shown(path, 200)}, which cannot be written ({error.strerror})"
        raise InputError("to", got, "a file in a folder that is there", f"--to {path.name}") from None
    try:
        with made:
            yield made
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _say(text: str, code: int) -> int:
    print(text, file=sys.stderr)
    return code
