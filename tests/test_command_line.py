"""The command line: what it takes, what it says where something cannot be used, and that it stops when told to."""

import http.client
import re
import signal
import socket
import struct
import subprocess
import sys
import time
from dataclasses import fields
from pathlib import Path

import pytest

from app.__main__ import HOST, PORT, address, listen, main
from app.bootstrap import ROOT
from app.exports import EXPORTS, Export
from app.web.files import FILES, File
from app.web.settings import PREFIX, Settings
from tests.serving import PATIENCE, serving, started

STATE = "shape=2,4,3,3&source=gaussian&seed=5&methods=batch,group"
SOON = 5
"""Seconds in which a server stops that has nothing to finish."""


@pytest.mark.parametrize("arguments", [["--help"], ["export", "--help"]])
def test_help_says_what_there_is(arguments: list[str]) -> None:
    done = subprocess.run([sys.executable, "-m", "app", *arguments], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("usage: python -m app ")
    wanted = (
        ["STATE", "--to FILE"] if "export" in arguments else ["--host", HOST, "--port", str(PORT), "export", PREFIX]
    )
    assert [word for word in wanted if word not in done.stdout] == []


def test_an_unknown_command_is_refused_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["frobnicate"])
    assert "argument command: invalid choice: 'frobnicate'" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["--help"])
    assert "commands:\n\n" not in capsys.readouterr().out


def test_a_place_that_cannot_be_written_to_is_refused_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = tmp_path / "nowhere" / "x.csv"
    assert main(["export", STATE, "--to", str(missing)]) == 2
    assert capsys.readouterr().err == f"Cannot write {missing}: there is no folder {missing.parent}; try --to x.csv.\n"
    (folder := tmp_path / "x.csv").mkdir()
    assert main(["export", STATE, "--to", str(folder)]) == 2
    assert "it is a folder; try --to " in capsys.readouterr().err


@pytest.mark.parametrize("port", ["65536", "-1", "1.5", "http", "", "٣", "1e3"])
def test_a_port_that_is_none_is_refused_in_words(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as raised:
        main([f"--port={port}"])
    assert raised.value.code == 2
    assert f"got {port!r}; expected a whole number from 0 to 65535; try 8000" in capsys.readouterr().err


def test_a_port_in_use_is_refused_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    with listen(HOST, 0) as other:
        port = other.getsockname()[1]
        assert main(["--port", str(port)]) == 2
    assert capsys.readouterr().err == f"Port {port} is in use, perhaps by another Normaxis; try --port {port + 1}.\n"


@pytest.mark.parametrize("host", ["no.such.host.invalid", "a" * 100, "192.0.2.1"])
def test_a_host_that_is_not_this_machine_is_refused_in_words(host: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--host", host, "--port", "0"]) == 2
    told = capsys.readouterr().err
    assert host in told
    assert told.endswith("try --host 127.0.0.1.\n")


def test_a_port_of_the_system_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    # The superuser may have any port, so the refusal is made here.
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(socket.socket, "bind", refuse)
    with pytest.raises(OSError, match=r"^Port 80 is for the system's own services; try --port 8000\.$"):
        listen(HOST, 80)


@pytest.mark.parametrize("arguments", [["--port", "0"], ["export", STATE, "--to", "figure.svg"]])
@pytest.mark.parametrize("name", [PREFIX + field.name.upper() for field in fields(Settings) if field.type is not str])
def test_a_setting_that_is_no_number_is_refused_in_words(
    name: str, arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(name, "many")
    assert main(arguments) == 2
    assert re.fullmatch(f"{name} is 'many'; expected (0 or 1|a (positive )?whole number)\n", capsys.readouterr().err)


@pytest.mark.parametrize("kind", [*EXPORTS, *FILES], ids=lambda kind: getattr(kind, "name", None) or kind.ending)
def test_a_file_is_written(kind: Export | File, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / (f"lecture-{kind.name}" if isinstance(kind, Export) else f"lecture{kind.ending}")
    assert main(["export", STATE, "--to", str(path)]) == 0
    assert capsys.readouterr() == (f"{path}: {kind.label}\n", "")
    assert path.stat().st_size > 100


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("", "Batch norm"),
        ("view=matrix&seed=2", "Before: means"),
        ("/?view=matrix", "Before: means"),
        ("http://127.0.0.1:8000/?seed=3", "Layer norm"),
        ("https://example.org/axes?seed=3", "Whole tensor"),
        ("axes?seed=3", "Whole tensor"),
        ("/axes", "Whole tensor"),
        ("/lessons/noise", "The batch’s statistics"),
        ("/lessons/noise?predict=skip&seed=2", "The batch’s statistics"),
        ("/lessons/noise#panel-statistics", "The batch’s statistics"),
        ("/embed/distribution?seed=2&hide=title", "Batch norm"),
        ("/embed/compare@2x.png?title=My+own", "My own"),
    ],
)
def test_the_address_of_a_page_says_which_figure(address: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "a.svg"
    assert main(["export", address, "--to", str(path)]) == 0
    assert told in path.read_text(encoding="utf-8")


def test_a_picture_has_the_scale_and_the_title_that_were_asked_for(tmp_path: Path) -> None:
    sizes = []
    for options in ([], ["--scale", "1"], ["--scale", "2"]):
        assert main(["export", STATE, "--to", str(tmp_path / "a.png"), *options]) == 0
        sizes.append(struct.unpack(">II", (tmp_path / "a.png").read_bytes()[16:24]))
    assert sizes[0] == sizes[1] == tuple(length // 2 for length in sizes[2])
    assert main(["export", STATE, "--to", str(tmp_path / "a@2x.png")]) == 0
    assert (tmp_path / "a@2x.png").read_bytes() == (tmp_path / "a.png").read_bytes()
    assert main(["export", STATE, "--to", str(tmp_path / "a.svg"), "--title", "<b> & c"]) == 0
    assert "&lt;b&gt; &amp; c" in (tmp_path / "a.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["shape=0,1,1,1", "--to", "figure.svg"], "at least 1"),
        (["methods=nothing", "--to", "figure.csv"], "batch, layer, instance"),
        (["http://127.0.0.1:8000/?epsilon=minus", "--to", "figure.json"], "minus"),
        (["/lessons/noise?seed=x", "--to", "figure.svg"], "“x”"),
        (["/lessons/noise#panel-x", "--to", "figure.svg"], "expected pictures out of value, statistics"),
        (["/lessons/nothing", "--to", "figure.svg"], "expected /, /axes"),
        (["/teach?seed=1", "--to", "figure.svg"], "Got the address “/teach”"),
        (["nothing", "--to", "figure.svg"], "Got the address “/nothing”"),
        (["/lessons/noise", "--to", "figure.npz"], "which has no tensor"),
        (["/lessons/noise", "--to", "figure.py"], "of a lesson"),
        (["/?view=code", "--to", "figure.svg"], "which has no pictures"),
        ([STATE, "--to", "figure.docx"], ".svg, .png, .tex"),
        ([STATE, "--to", "figure"], ".svg"),
        ([STATE, "--to", "figure.svg", "--scale", "2"], "expected a PNG"),
        ([STATE, "--to", "figure@2x.png", "--scale", "4"], "expected a PNG"),
        ([STATE, "--to", "figure.svg", "--title", "x" * 121], "at most 120 characters"),
        ([STATE, "--to", "missing/figure.svg"], "there is no folder"),
    ],
)
def test_what_cannot_be_written_is_refused_in_words(
    arguments: list[str], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["export", *arguments]) == 2
    out, error = capsys.readouterr()
    assert told in error and error.count("\n") == 1
    assert "Traceback" not in error
    assert (out, list(tmp_path.iterdir())) == ("", [])


def test_the_help_lists_every_kind_of_file(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["export", "--help"])
    told = capsys.readouterr().out
    for name in (*(export.name for export in EXPORTS), *(file.ending for file in FILES), "--scale", "--title"):
        assert name in told


@pytest.mark.parametrize(("told", "codes"), [(signal.SIGINT, {0}), (signal.SIGTERM, {0, -signal.SIGTERM})])
def test_it_stops_soon_when_told_to_even_with_a_reader_connected(told: signal.Signals, codes: set[int]) -> None:
    with started(folder=ROOT) as (place, process):
        reader = http.client.HTTPConnection(place.removeprefix("http://"))
        reader.request("GET", "/livez")
        assert reader.getresponse().read() == b"ok\n"
        begin = time.monotonic()
        process.send_signal(told)
        assert process.wait(60) in codes
        assert time.monotonic() - begin < SOON
        reader.close()


def test_a_server_that_does_not_start_is_noticed_at_once() -> None:
    begin = time.monotonic()
    with pytest.raises(AssertionError), serving(folder=ROOT, options=["--host", "192.0.2.1"]):
        pass
    assert time.monotonic() - begin < PATIENCE / 2


@pytest.mark.parametrize(
    ("bound", "expected"),
    [("0.0.0.0", "127.0.0.1"), ("127.0.0.1", "127.0.0.1"), ("::", "[::1]"), ("::1", "[::1]"), ("10.0.0.7", "10.0.0.7")],
)
def test_the_address_is_one_that_a_browser_opens(bound: str, expected: str) -> None:
    class Bound(socket.socket):
        def getsockname(self) -> tuple[str, int]:
            return bound, 8000

    with Bound() as listening:
        assert address(listening) == f"http://{expected}:8000"


def test_what_is_given_to_the_process_is_taken(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["/usr/bin/normaxis", "--port", "nothing"])
    with pytest.raises(SystemExit):
        main()
    assert capsys.readouterr().err.startswith("usage: normaxis [--host HOST]")
