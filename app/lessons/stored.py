"""Finished runs that ship with the lessons: `runs/<slug>.json`, made by `python -m app.lessons.reproduce <slug>`.

A file holds what was trained, with which settings, seed and version, and the curve of every run. Numbers have five
significant digits; one that is not finite is null.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict
from functools import cache
from math import isfinite
from typing import Any

import numpy as np

from app import __version__
from app.experiments.training import Curve, Record, Run, Settings, curves
from app.resources import PACKAGE

FOLDER = PACKAGE / "lessons" / "runs"
SERIES = ("epochs", "losses", "accuracies", "test_losses", "test_accuracies", "shifts")


def document(slug: str, settings: Settings, records: Iterable[Record]) -> dict[str, Any]:
    """What the file of a training holds."""
    runs = [
        {
            "run": asdict(curve.run),
            "diverged_at": curve.diverged_at,
            "steps": curve.steps.tolist(),
            **{name: [_short(value) for value in getattr(curve, name)] for name in SERIES},
        }
        for curve in curves(settings, records)
    ]
    plain = {key: value for key, value in asdict(settings).items() if key != "runs"}
    return {"lesson": slug, "version": __version__, "numpy": np.__version__, "settings": plain, "runs": runs}


def text(made: dict[str, Any]) -> str:
    """The file's text: a line for each run."""
    head = {key: value for key, value in made.items() if key != "runs"}
    lines = ",\n".join(json.dumps(each, separators=(",", ":")) for each in made["runs"])
    return f'{json.dumps(head)[:-1]}, "runs": [\n{lines}\n]}}\n'


@cache
def stored(slug: str) -> tuple[Settings, tuple[Curve, ...], str]:
    """The settings, the curves and the version of a run that ships with a lesson."""
    made = json.loads((FOLDER / f"{slug}.json").read_text(encoding="utf-8"))
    settings = Settings(runs=tuple(Run(**each["run"]) for each in made["runs"]), **made["settings"])
    return settings, tuple(_curve(each) for each in made["runs"]), made["version"]


def _curve(each: dict[str, Any]) -> Curve:
    series = {name: np.array(each[name], np.float64) for name in SERIES}  # null becomes NaN
    return Curve(Run(**each["run"]), np.array(each["steps"], np.int64), diverged_at=each["diverged_at"], **series)


def _short(value: float) -> float | None:
    return float(f"{value:.5g}") if isfinite(value) else None
