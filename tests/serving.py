"""A server of its own, as a person starts it, for the tests that look at the page from outside."""

import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

PATIENCE = 60
"""Seconds in which a server has to be up, and down."""


@contextmanager
def serving(python: str = sys.executable, folder: Path | None = None, options: Sequence[str] = ()) -> Iterator[str]:
    """The address of `python -m app` on a free port, started in `folder`; told to stop at the end."""
    with started(python, folder, options) as (address, _):
        yield address


@contextmanager
def started(
    python: str = sys.executable, folder: Path | None = None, options: Sequence[str] = ()
) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The same, and its process."""
    command = [python, "-m", "app", "--port", "0", *options]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    environment.pop("NORMAXIS_SET_UP", None)
    process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True)
    output = process.stdout
    assert output is not None
    lines: queue.Queue[str] = queue.Queue()

    def read() -> None:
        for line in output:
            lines.put(line)
        lines.put("")  # it has stopped

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    try:
        first = lines.get(timeout=PATIENCE)
        assert first.startswith("Normaxis is at http://"), first
        yield first.split()[3], process
    finally:
        process.terminate()
        process.wait(PATIENCE)
        reader.join(PATIENCE)
        output.close()
