"""`python -m app` serves the page; `python -m app export` writes files. A fresh checkout sets itself up first."""

from __future__ import annotations

import argparse
import errno
import gc
import logging
import os
import socket
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from app import statistics_command
from app.bootstrap import ensure
from app.processes import share

HOST, PORT = "127.0.0.1", 8000
KEEP_ALIVE = 30
"""Seconds that a connection may rest between two requests; a reader who points and thinks keeps theirs."""
GRACE = 8
"""Seconds in which requests under way are finished when the server is told to stop."""
DESCRIPTION = "Normaxis: which values of a tensor share one mean and one variance?"
USAGE = """%(prog)s [--host HOST] [--port PORT]
       %(prog)s export STATE --to FILE
       %(prog)s statistics DATA [--to FILE]"""
EPILOG = """\
Limits come from the environment: NORMAXIS_MOST_VALUES, NORMAXIS_MOST_BODY_BYTES, NORMAXIS_SLOTS and others; README.md
lists them. In a source checkout the first start makes .venv and installs the pinned packages there.

examples:
  python -m app --port 9000
  python -m app export "shape=4,6,8,8&source=gaussian&methods=batch,layer" --to figure.svg
  python -m app export "" --to program.py
"""
WHAT = """\
A FILE whose name ends with one of these names, as a word of its own, is of that kind (x-view.svg); any other is of the
first kind with its ending (x.svg is figure.svg, x.npz steps.npz, x.py code-numpy.py).

  statistics.csv    every pool's mean and variance, in full precision
  figure.svg        the cubes as a vector drawing
  figure.json       the cubes as Plotly figures
  view.svg          the pictures of the view that STATE chooses (view=…) as a vector drawing
  view.json         the same as Plotly figures
  view.csv          its tables, in full precision
  steps.npz         the tensor and every step of every method, for numpy.load
  tensor.npz        the tensor, and at test time what training froze
  code-numpy.py     a program for NumPy; code-pytorch.py, code-jax.py and code-keras.py for others
"""
USAGE_ERROR = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; the exit code: 0, or 2 where something given cannot be used."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    options = parser().parse_args(given)
    ensure("app", given, statistics_command.packages(options))
    if options.command == "export":
        return write(options.state, options.to)
    if options.command == "statistics":
        from app.datasets.command import run_statistics

        return run_statistics(options)
    return serve(options.host, options.port)


def parser() -> argparse.ArgumentParser:
    """What the command line takes."""
    started = Path(sys.argv[0]).name
    name = "python -m app" if started.endswith(".py") else started
    form = argparse.RawDescriptionHelpFormatter
    made = argparse.ArgumentParser(name, USAGE, DESCRIPTION, EPILOG, formatter_class=form)
    made.add_argument("--host", default=HOST, help="address to serve on; 0.0.0.0 for all (default: %(default)s)")
    made.add_argument(
        "--port", default=PORT, type=_port, help="port to serve on; 0 for a free one (default: %(default)s)"
    )
    commands = made.add_subparsers(dest="command", title="commands", metavar="command", prog=name)
    export = commands.add_parser("export", help="write a file instead of serving", epilog=WHAT, formatter_class=form)
    export.add_argument(
        "state", metavar="STATE", help='the query of a page, or its whole address; "" for what the page opens with'
    )
    export.add_argument("--to", required=True, type=Path, metavar="FILE", help="file to write; its name says the kind")
    statistics_command.add_parser(commands)
    return made


def serve(host: str, port: int) -> int:
    """Serve until interrupted. The work is done by threads: NumPy lets them run side by side, the rest takes turns."""
    import uvicorn

    from app.web.app import create_app
    from app.web.deadlines import MOST_HEAD, PatientProtocol
    from app.web.logs import OfServer
    from app.web.settings import settings_from

    class Watching(uvicorn.Server):
        """Says where it is; stops when the process that looks on is gone."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started and os.getpid() == looking_on:
                print(f"Normaxis is at {address(listening)} (stop with Ctrl+C)", flush=True)

        async def on_tick(self, counter: int) -> bool:
            return await super().on_tick(counter) or looking_on not in (os.getpid(), os.getppid())

    try:
        settings = settings_from(os.environ)
        if sys.stdout.isatty() and "NORMAXIS_LOG" not in os.environ:
            settings = replace(settings, log=False)  # a person reads there, and wants to see the address
        application = create_app(settings.part)
        listening = listen(host, port)
    except (ValueError, OSError) as error:
        return _refused(error)
    logging.getLogger("uvicorn").addHandler(OfServer(application.state.log))
    more_connections()
    gc.freeze()  # what is there now stays: looking through it for garbage would take 30 ms of some request
    looking_on = os.getpid()
    server = Watching(
        uvicorn.Config(
            application,
            http=PatientProtocol,
            h11_max_incomplete_event_size=MOST_HEAD,
            ws="none",
            log_config=None,  # what it says goes the way of all that is said here
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=bool(settings.proxies),
            forwarded_allow_ips=settings.proxies,
            timeout_keep_alive=KEEP_ALIVE,
            timeout_graceful_shutdown=GRACE,
        )
    )

    def run() -> int:
        server.run(sockets=[listening])
        return 0 if server.started else 1

    if settings.processes > 1 and hasattr(os, "fork"):
        print(f"Normaxis is at {address(listening)} (stop with Ctrl+C)", flush=True)
        return share(settings.processes, run)
    try:
        return run()
    except KeyboardInterrupt:
        print()
        return 0


def more_connections() -> None:
    """Let this process have as many connections as the system lets it have: a lecture hall needs some thousands."""
    if os.name == "nt":
        return
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):  # some systems name a limit that they do not take
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def listen(host: str, port: int) -> socket.socket:
    """A listening socket. OSError with a sentence for a person where there cannot be one."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError):  # the latter where a name is too long to be one
        raise OSError(f"There is no address {host} on this machine; try --host {HOST}.") from None
    family, kind, protocol, _, place = found[0]
    # Without the protocol asyncio would not switch Nagle's algorithm off, which costs 40 ms an answer.
    made = socket.socket(family, kind, protocol)
    if os.name != "nt":  # where it would let two servers share a port
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind(place)
        made.listen(2048)
    except OSError as error:
        made.close()
        if isinstance(error, PermissionError):
            raise OSError(f"Port {port} is for the system's own services; try --port {PORT}.") from None
        if error.errno == errno.EADDRINUSE:
            raise OSError(f"Port {port} is in use, perhaps by another Normaxis; try --port {port + 1}.") from None
        raise OSError(f"Cannot serve on {host}: {error.strerror}; try --host {HOST}.") from None
    return made


def address(listening: socket.socket) -> str:
    """The address to open in a browser on this machine."""
    host, port = listening.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def write(state: str, path: Path) -> int:
    """Write the file that the name of `path` asks for."""
    from app.core.errors import InputError
    from app.web.export import write_file
    from app.web.pairs import QueryError
    from app.web.settings import settings_from

    try:
        settings = settings_from(os.environ)
    except ValueError as error:
        return _refused(error)
    try:
        made = write_file(state, path, settings)
    except (InputError, QueryError) as error:
        return _refused(error)
    except OSError as error:
        return _refused(OSError(f"Cannot write {path}: {_reason(path, error)}."))
    print(f"{path}: {made.label}")
    return 0


def _reason(path: Path, error: OSError) -> str:
    """Why a file cannot be written, and what to try."""
    if not path.parent.is_dir():
        return f"there is no folder {path.parent}; try --to {path.name}"
    if path.is_dir():
        return f"it is a folder; try --to {path / 'figure.svg'}"
    if isinstance(error, PermissionError):
        return f"it may not be written to by this user; try --to {path.name} in a folder of your own"
    return f"{(error.strerror or 'the disk refuses').lower()}; try another folder"


def _refused(error: Exception) -> int:
    print(error, file=sys.stderr)
    return USAGE_ERROR


def _port(text: str) -> int:
    if text.isascii() and text.isdigit() and int(text) < 2**16:
        return int(text)
    raise argparse.ArgumentTypeError(f"got {text!r}; expected a whole number from 0 to 65535; try {PORT}")


if __name__ == "__main__":
    sys.exit(main())
