"""Lighthouse's scores of four pages, on a phone of its own slow network and on a desktop.

The targets: at least 98 for performance, 100 for accessibility and for best practices. Lighthouse is a package of npm,
fetched when this runs; where there is no npm or no network, the table says so. NORMAXIS_LIGHTHOUSE names a program that
is there already.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median_low

from app.bootstrap import ROOT
from tests import chromium
from tests.benchmarks.timing import table
from tests.serving import serving

VERSION = "12.8.2"
VARIABLE = "NORMAXIS_LIGHTHOUSE"
PAGES = ("/", "/lessons/noise?predict=skip", "/embed/compare", "/lecture")
FORMS = {"phone": (), "desktop": ("--preset=desktop",)}
CATEGORIES = {"performance": 98, "accessibility": 100, "best-practices": 100}
FLAGS = "--headless=new --no-sandbox --disable-quic --no-first-run --disable-background-networking"
HEAD = ["", *(f"{name} (≥ {least})" for name, least in CATEGORIES.items()), "first paint ms", "kB", "missed"]
MISSED = 3
"""Names of audits that are told of a page."""


def report(tiny: bool) -> str:
    """The table; the median of three runs for each page and form, by performance."""
    program = _program()
    if program is None:
        return "Lighthouse: not measured, it needs npm and Node 18.20 or newer.\n"
    rounds, pages, forms = (1, PAGES[:1], ("desktop",)) if tiny else (3, PAGES, tuple(FORMS))
    rows = []
    with serving(folder=ROOT) as address:
        for path in pages:
            for form in forms:
                runs = [_run(program, address + path, form) for _ in range(rounds)]
                if None in runs:
                    return f"Lighthouse: not measured, {' '.join(program)} did not run.\n"
                rows.append([f"{path} {form}", *row([run for run in runs if run])])
    return table(f"Lighthouse {VERSION}, median of {rounds}", HEAD, rows)


def _program() -> list[str] | None:
    if named := os.environ.get(VARIABLE):
        return [named]
    npm = shutil.which("npm")
    return [npm, "exec", "--yes", f"--package=lighthouse@{VERSION}", "--", "lighthouse"] if npm else None


def _run(program: list[str], address: str, form: str) -> dict | None:
    """What Lighthouse tells of a page; None where it did not start."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "told.json"
        command = [*program, address, *FORMS[form], "--quiet", "--output=json", f"--output-path={file}"]
        command += [
            f"--chrome-flags={FLAGS}",
            f"--only-categories={','.join(CATEGORIES)}",
            "--disable-full-page-screenshot",
        ]
        environment = {**os.environ, "CHROME_PATH": chromium.find() or ""}
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
        if not file.exists():
            print(done.stderr[-2000:], file=sys.stderr)
            return None
        return json.loads(file.read_text(encoding="utf-8"))


def row(runs: list[dict]) -> list[str]:
    """Of the run in the middle: scores, first paint, bytes, and which audits of any weight it misses."""
    scores = [_scores(run) for run in runs]
    middle = runs[scores.index(median_low(scores))]
    audits, found = middle["audits"], _scores(middle)
    missed = [
        key
        for key, each in audits.items()
        if each["score"] is not None and each["score"] < 0.9 and _counts(middle, key)
    ]
    return [
        *(str(score) for score in found),
        f"{audits['first-contentful-paint']['numericValue']:.0f}",
        f"{audits['total-byte-weight']['numericValue'] / 1000:.0f}",
        ", ".join(missed[:MISSED]) or "–",
    ]


def _scores(run: dict) -> tuple[int, ...]:
    return tuple(round(run["categories"][name]["score"] * 100) for name in CATEGORIES)


def _counts(run: dict, key: str) -> bool:
    """Whether an audit has a weight in one of the categories."""
    return any(
        each["id"] == key and each["weight"] for name in CATEGORIES for each in run["categories"][name]["auditRefs"]
    )


if __name__ == "__main__":
    print(report("--tiny" in sys.argv[1:]))
