"""The scripts' own tests, run by Node's test runner, and their types."""

import gzip
import json
import re
import subprocess
from pathlib import Path

import pytest

from app.web.assets import OURS, WHOLE
from app.web.bundle import bundle, without_comments

HERE = Path(__file__).parent
SCRIPTS = HERE.parents[1] / "static" / "js"
MOST_COMPRESSED = 30_000
MOST_OF_WHOLE = 25_000
"""Of a page that is served one script, which has in it what others load late."""


def test_units(node):
    files = sorted(HERE.glob("*.test.mjs"))
    assert files
    done = subprocess.run([node, "--test", *files], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_import_names_a_file(node):
    for path in SCRIPTS.rglob("*.js"):
        for line in path.read_text().splitlines():
            if line.startswith(("import ", "} from")) and " from " in line:
                name = line.split(" from ")[1].strip("';")
                assert (path.parent / name).is_file(), f"{path.name}: {name}"


FROM = re.compile(r"^(?:import|\} from|import [^;]* from) ?'(\.[^']+)';", re.MULTILINE)
LATE = re.compile(r"\bimport\('(\.[^']+)'\)")
PAGES = (
    ("main.js", "share.js"),
    ("lesson.js", "share.js"),
    ("lesson.js", "live.js", "share.js"),
    ("share-page.js",),
    ("lecture.js",),
    ("speaker.js",),
    ("lecture-own.js",),
    ("quiz.js",),
    ("embed.js", "embed-comparison.js"),
    ("embed.js", "embed-pages.js"),
    ("embed-host.js",),
    ("alone.js",),
)
"""What each kind of page loads; all else comes by import, at once or when it is needed."""


def loaded(names: tuple[str, ...], late: bool = False) -> set[Path]:
    """The scripts that a page with these loads, or all that it may load when they are needed."""
    found: set[Path] = set()
    waiting = [SCRIPTS / name for name in names]
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            script = path.read_text()
            names_in = [*FROM.findall(script), *(LATE.findall(script) if late else [])]
            waiting += [(path.parent / each).resolve() for each in names_in]
    return found


def served(names: tuple[str, ...]) -> dict[str, bytes]:
    """The scripts that are sent to a page with these, as they are sent."""
    whole = {name: bundle(name).encode() for name in names if OURS + name in WHOLE}
    apart = loaded(tuple(name for name in names if name not in whole))
    return whole | {path.name: without_comments(path.read_bytes()) for path in apart}


@pytest.mark.parametrize("names", PAGES, ids="-".join)
def test_the_scripts_of_a_page_are_small(names):
    size = sum(len(gzip.compress(script, 9)) for script in served(names).values())
    most = MOST_OF_WHOLE if OURS + names[0] in WHOLE else MOST_COMPRESSED
    assert size <= most, f"{size} bytes compressed"


def test_every_script_is_loaded_by_some_page():
    assert set.union(*(loaded(names, late=True) for names in PAGES)) == set(SCRIPTS.rglob("*.js"))


def test_node_and_types_treat_them_as_modules():
    assert json.loads((SCRIPTS / "package.json").read_text()) == {"type": "module"}
    options = json.loads((SCRIPTS / "jsconfig.json").read_text())["compilerOptions"]
    assert options["checkJs"]
    assert options["strict"]
    assert options["noEmit"]


def test_only_whole_lines_of_comment_are_taken_out_of_what_is_served():
    for path in SCRIPTS.rglob("*.js"):
        before, after = path.read_text().splitlines(), without_comments(path.read_bytes()).decode().splitlines()
        assert len(before) == len(after)
        inside = False
        for one, other in zip(before, after, strict=True):
            text = one.strip()
            inside = inside or (text.startswith("/**") and text.find("*/") in (-1, len(text) - 2))
            assert other == ("" if inside or text.startswith("//") else one), f"{path.name}: {one}"
            inside = inside and not text.endswith("*/")


def test_code_behind_a_comment_stays():
    line = b"  /** @type {HTMLInputElement} */ (field).value = '*/';\n"
    assert without_comments(line) == line
    assert (
        without_comments(b"/** Pins. */\n/**\n * @param {number} by\n */\nstep(by); // on\n")
        == b"\n\n\n\nstep(by); // on\n"
    )
