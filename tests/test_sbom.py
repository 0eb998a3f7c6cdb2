"""The bill of materials lists exactly what is pinned and runs, and nothing that runs is missing from it."""

import json
import re
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.utils import canonicalize_name

from app.bootstrap import ROOT
from tests import sbom
from tests.sbom import PROJECT, bill, main, needs, pins

CONSTRAINTS = (ROOT / "app" / "constraints.txt").read_text(encoding="utf-8")
PINNED = pins(CONSTRAINTS)
LOADED = """
import sys
before = set(sys.modules)
from app.web.app import create_app
create_app()
print(*sorted({name.partition(".")[0] for name in set(sys.modules) - before}))
"""
OF_INDEX = {each["name"]: each for each in bill()["components"] if each["purl"].startswith("pkg:pypi/")}


def test_every_component_is_a_pin_and_needed_by_something() -> None:
    assert {name: each["version"] for name, each in OF_INDEX.items()} == {name: PINNED[name] for name in OF_INDEX}
    made = bill()
    named = [each["bom-ref"] for each in made["components"]]
    assert len(set(named)) == len(named)
    edges = {edge["ref"]: edge["dependsOn"] for edge in made["dependencies"]}
    needed = {each for edge in edges.values() for each in edge}
    assert needed == set(named)
    assert needs(PROJECT["dependencies"]) <= set(OF_INDEX)
    others = [each for each in made["components"] if each["name"] not in OF_INDEX]
    assert [each["purl"].split("/")[0] for each in others] == ["pkg:npm"]
    assert len(others[0]["hashes"][0]["content"]) == 128


def test_all_that_the_server_loads_is_on_it() -> None:
    done = subprocess.run([sys.executable, "-c", LOADED], cwd=ROOT, capture_output=True, text=True, check=True)
    distributions = packages_distributions()
    loaded = {str(canonicalize_name(each)) for name in done.stdout.split() for each in distributions.get(name, ())}
    assert {"fastapi", "numpy", "uvicorn"} & loaded
    assert sorted(loaded - set(OF_INDEX) - {PROJECT["name"]}) == []


def test_what_the_tests_alone_need_is_not() -> None:
    assert not {"pytest", "hypothesis", "playwright", "dask", "plotly"} & set(OF_INDEX)
    assert not any(name in json.dumps(bill()) for name in ("extra ==", str(ROOT)))


def test_it_is_written_and_the_same_each_time(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--to", str(tmp_path / "bom.json")]) == 0
    assert main([]) == 0
    assert (tmp_path / "bom.json").read_text(encoding="utf-8") == capsys.readouterr().out


def test_what_is_not_pinned_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    assert pins("# no\nA_b==1.0\nc.d==2!1.0+x; sys_platform == 'win32'\n") == {"a-b": "1.0", "c-d": "2!1.0+x"}
    monkeypatch.setattr(sbom, "pins", lambda _: {name: version for name, version in PINNED.items() if name != "h11"})
    with pytest.raises(KeyError, match="h11"):
        bill()


def test_what_only_another_machine_needs_is_needed() -> None:
    wanted = ["one>=1", "two; sys_platform == 'win32'", "three; extra == 'more'", "four; python_version < '3'"]
    assert needs(wanted) == {"one", "two"}


class Osv(BaseHTTPRequestHandler):
    """A list that knows one weakness, of the package that is named first."""

    whole = True

    def do_POST(self) -> None:
        queries = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["queries"]
        assert all(re.fullmatch(r"pkg:(pypi|npm)/[^@]+@[\w.]+", each["package"]["purl"]) for each in queries)
        results = [{"vulns": [{"id": "X-1"}, {"id": "X-2"}]}, *({} for _ in queries[1:])]
        body = json.dumps({"results": results if self.whole else results[1:]}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def test_a_known_weakness_is_told_and_so_is_that_nobody_was_asked(monkeypatch, capsys) -> None:
    with HTTPServer(("127.0.0.1", 0), Osv) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        components = sbom.bill()["components"]
        assert sbom.known(components, address) == {components[0]["purl"]: ["X-1", "X-2"]}
        assert sbom.audit(address) == 1 and "X-1, X-2\n1 of" in capsys.readouterr().out
        monkeypatch.setattr(Osv, "whole", False)
        assert sbom.audit(address) == 2 and "Nothing was audited" in capsys.readouterr().err
        server.shutdown()
    assert sbom.audit("http://127.0.0.1:1") == 2
    monkeypatch.setattr(sbom, "known", lambda *_: {})
    assert sbom.main(["--audit"]) == 0
