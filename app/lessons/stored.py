"""Finished runs that ship with the lessons: `runs/<slug>.json`, made by `python -m app.lessons.reproduce <slug>`.

A file holds what was trained, with which settings, seed and version, and the curve of every run. Numbers have five
significant digits; one that is not finite is null.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict
from functools import cache
from math import isfinite, nan
from typing import Any

import numpy as np

from app import __version__
from app.experiments import residual
from app.experiments.training import Curve, Record, Run, Settings, curves
from app.resources import PACKAGE

FOLDER = PACKAGE / "lessons" / "runs"
SERIES = ("epochs", "losses", "accuracies", "test_losses", "test_accuracies", "shifts")
WHOLE = ("train_losses", "train_accuracies")
"""What is there too where the settings ask for it."""


def document(slug: str, settings: Settings, records: Iterable[Record]) -> dict[str, Any]:
    """What the file of a training holds."""
    runs = [
        {
            "run": {key: value for key, value in asdict(curve.run).items() if value is not None},
            "diverged_at": curve.diverged_at,
            "steps": curve.steps.tolist(),
            **{
                name: [_short(value) for value in getattr(curve, name)]
                for name in (*SERIES, *(WHOLE if settings.whole else ()))
            },
        }
        for curve in curves(settings, records)
    ]
    return head(slug, settings) | {"runs": runs}


def head(slug: str, settings: Settings | residual.Settings) -> dict[str, Any]:
    """What was trained, with what."""
    plain = {key: value for key, value in asdict(settings).items() if key != "runs"}
    return {"lesson": slug, "version": __version__, "numpy": np.__version__, "settings": plain}


def blocks(slug: str, settings: residual.Settings, records: Iterable[residual.Record]) -> dict[str, Any]:
    """The same of residual networks: for each run its records, in order."""
    runs: list[dict[str, Any]] = [{"run": asdict(run), "records": []} for run in settings.runs]
    for record in records:
        plain = {key: _rounded(value) for key, value in asdict(record).items() if key != "run"}
        runs[record.run]["records"].append(plain)
    return head(slug, settings) | {"runs": runs}


@cache
def stored_blocks(slug: str) -> tuple[residual.Settings, tuple[tuple[residual.Record, ...], ...], str]:
    """The settings, the records of each run, and the version."""
    made = read(slug)
    settings = residual.Settings(tuple(residual.Run(**each["run"]) for each in made["runs"]), **made["settings"])
    found = []
    for number, each in enumerate(made["runs"]):
        known = [{key: _known(value) for key, value in one.items()} for one in each["records"]]
        found.append(tuple(residual.Record(number, **one) for one in known))
    return settings, tuple(found), made["version"]


def _known(value: Any) -> Any:
    return tuple(map(_known, value)) if isinstance(value, list) else nan if value is None else value


def _rounded(value: Any) -> Any:
    return [_short(each) for each in value] if isinstance(value, tuple) else _short(value)


def read(slug: str) -> dict[str, Any]:
    """The file of a training."""
    made: dict[str, Any] = json.loads((FOLDER / f"{slug}.json").read_text(encoding="utf-8"))
    return made


def text(made: dict[str, Any]) -> str:
    """The file's text: a line for each run."""
    head = {key: value for key, value in made.items() if key != "runs"}
    lines = ",\n".join(json.dumps(each, separators=(",", ":")) for each in made["runs"])
    return f'{json.dumps(head)[:-1]}, "runs": [\n{lines}\n]}}\n'


@cache
def stored(slug: str) -> tuple[Settings, tuple[Curve, ...], str]:
    """The settings, the curves and the version of a run that ships with a lesson."""
    made = read(slug)
    settings = Settings(runs=tuple(Run(**each["run"]) for each in made["runs"]), **made["settings"])
    return settings, tuple(_curve(each) for each in made["runs"]), made["version"]


def _curve(each: dict[str, Any]) -> Curve:
    series = {name: np.array(each[name], np.float64) for name in SERIES}  # null becomes NaN
    unknown = [None] * len(each["steps"])
    series |= {name: np.array(each.get(name, unknown), np.float64) for name in WHOLE}
    return Curve(Run(**each["run"]), np.array(each["steps"], np.int64), diverged_at=each["diverged_at"], **series)


def _short(value: float) -> float | None:
    return float(f"{value:.5g}") if isfinite(value) else None
