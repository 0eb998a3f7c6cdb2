"""nginx as an ordinary process: the configuration that the hosting page shows, with places of this machine put in."""

import getpass
import os
import re
import shutil
import socket
import subprocess
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.resources import TEMPLATES

CONFIGURATION = TEMPLATES / "hosting" / "nginx.conf"
PLACES = ("/usr/sbin", "/usr/local/sbin", "/usr/local/bin", "/opt/homebrew/bin")
"""Where it is besides the PATH: not every user has the folders of the system's own commands there."""
PATIENCE = 10.0
"""Seconds in which it is up, and down."""
TOLD = 1.5
"""Seconds after which all is written down that nginx has done."""
AROUND = """\
{user}daemon off;
pid {folder}/pid;
error_log {folder}/errors warn;
worker_processes 1;
worker_rlimit_nofile 20000;
events {{ worker_connections 9000; }}
http {{
    log_format told "$status $upstream_cache_status $upstream_addr";
    access_log {folder}/told told buffer=64k flush=1s;
    client_body_temp_path {folder}/bodies;
    proxy_temp_path {folder}/pieces;
    fastcgi_temp_path {folder}/unused;
    uwsgi_temp_path {folder}/unused;
    scgi_temp_path {folder}/unused;
    include {folder}/normaxis.conf;
}}
"""
"""What stands around the file, which a system's own nginx.conf has."""


def find() -> str | None:
    """The path of nginx, or None."""
    return shutil.which("nginx", path=os.pathsep.join([os.environ.get("PATH", ""), *PLACES]))


@dataclass(frozen=True)
class Proxy:
    """A running nginx: its address, the folder with all that it writes, its process."""

    address: str
    folder: Path
    process: int

    def told(self) -> Counter[str]:
        """How many requests it answered, how many of those from its cache, and how many it passed on."""
        counted: Counter[str] = Counter()
        for line in (self.folder / "told").read_text().splitlines():
            _, kept, *replicas = line.split()
            counted["answers"] += 1
            counted["from the cache"] += kept in ("HIT", "STALE", "UPDATING")
            counted["passed on"] += len(replicas) > 1
        return counted


def placed(text: str, port: int, replicas: Sequence[str], cache: Path) -> str:
    """The configuration for these replicas ("host:port"), on this port of this machine, with its cache in a folder."""
    servers = re.findall(r"^    server (\S+) (.*)$", text, re.MULTILINE)
    assert len({options for _, options in servers}) == 1, servers
    lines = "\n".join(f"    server {replica} {servers[0][1]}" for replica in replicas)
    for pattern, there in (
        (r"(^    server \S+ .*$\n?)+", f"{lines}\n"),
        (r"^    listen 80;", f"    listen 127.0.0.1:{port};"),
        (r"^proxy_cache_path \S+", f"proxy_cache_path {cache}"),
    ):
        text, count = re.subn(pattern, lambda _, there=there: there, text, flags=re.MULTILINE)
        assert count == 1, pattern
    return text


@contextmanager
def proxied(replicas: Sequence[str], folder: Path, text: str | None = None) -> Iterator[Proxy]:
    """nginx before these replicas, told to stop at the end. Everything it writes is in the folder."""
    program = find()
    assert program, "no nginx"
    port = free_port()
    text = CONFIGURATION.read_text(encoding="utf-8") if text is None else text
    (folder / "normaxis.conf").write_text(placed(text, port, replicas, folder / "cache"))
    # A superuser's nginx would work as somebody who may not enter a temporary folder of ours.
    user = f"user {getpass.getuser()};\n" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(AROUND.format(user=user, folder=folder))
    errors = str(folder / "errors")
    process = subprocess.Popen([program, "-e", errors, "-p", str(folder), "-c", str(folder / "nginx.conf")])
    try:
        _until_it_listens(port, process, folder)
        yield Proxy(f"http://127.0.0.1:{port}", folder, process.pid)
    finally:
        process.terminate()
        process.wait(PATIENCE)


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    return port


def _until_it_listens(port: int, process: subprocess.Popen[bytes], folder: Path) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            said = (folder / "errors").read_text() if (folder / "errors").exists() else ""
            assert process.poll() is None and time.monotonic() < end, f"nginx does not answer: {said}"
            time.sleep(0.05)
