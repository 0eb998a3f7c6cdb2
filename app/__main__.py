"""`python -m app` serves the page; `python -m app export` writes files. A fresh checkout sets itself up first."""

from __future__ import annotations

import argparse
import asyncio
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

from app import export_command, statistics_command
from app.bootstrap import ensure
from app.processes import share

HOST, PORT = "127.0.0.1", 8000
KEEP_ALIVE = 30
"""Seconds that a connection may rest between two requests; a reader who points and thinks keeps theirs."""
TICK = 0.1
"""Seconds between two ticks of the server below."""
GRACE = 8
"""Seconds in which requests under way are finished when the server is told to stop."""
DESCRIPTION = "Normaxis: which values of a tensor share one mean and one variance?"
USAGE = """%(prog)s [--host HOST] [--port PORT]
       %(prog)s export STATE --to FILE [--scale N] [--title TEXT]
       %(prog)s statistics DATA [--to FILE]"""
EPILOG = """\
Limits come from the environment: NORMAXIS_MOST_VALUES, NORMAXIS_MOST_BODY_BYTES, NORMAXIS_SLOTS and others; README.md
lists them. In a source checkout the first start makes .venv and installs the pinned packages there.

examples:
  python -m app --port 9000
  python -m app export "shape=4,6,8,8&source=gaussian&methods=batch,layer" --to figure.svg
  python -m app export "" --to program.py
"""
USAGE_ERROR = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; the exit code: 0, or 2 where something given cannot be used."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    options = parser().parse_args(given)
    ensure("app", given, statistics_command.packages(options))
    if options.command == "export":
        return export_command.export(options)
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
    export_command.add_to(commands)
    statistics_command.add_parser(commands)
    return made


def serve(host: str, port: int) -> int:
    """Serve until interrupted. The work is done by threads: NumPy lets them run side by side, the rest takes turns."""
    import uvicorn

    from app.web.app import create_app
    from app.web.deadlines import MOST_HEAD, PatientProtocol
    from app.web.logs import OfServer
    from app.web.memory import GIVEN_BACK_EVERY, give_back
    from app.web.settings import settings_from

    class Watching(uvicorn.Server):
        """Says where it is; gives free memory back now and then; stops when the process that looks on is gone."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started and os.getpid() == looking_on:
                print(f"Normaxis is at {address(listening)} (stop with Ctrl+C)", flush=True)

        async def on_tick(self, counter: int) -> bool:
            if counter % int(GIVEN_BACK_EVERY / TICK) == 0:
                with suppress(RuntimeError):  # no room for a thread just now
                    await asyncio.to_thread(give_back)
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


def _refused(error: Exception) -> int:
    print(error, file=sys.stderr)
    return USAGE_ERROR


def _port(text: str) -> int:
    if text.isascii() and text.isdigit() and int(text) < 2**16:
        return int(text)
    raise argparse.ArgumentTypeError(f"got {text!r}; expected a whole number from 0 to 65535; try {PORT}")


if __name__ == "__main__":
    sys.exit(main())
