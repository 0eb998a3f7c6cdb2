"""`python -m app export`: any figure of any page as a file, and what is computed for it.

Only the standard library is imported before the packages of a fresh checkout are there.
"""

from __future__ import annotations

import argparse
import os
import sys
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

if TYPE_CHECKING:
    from app.web.embed_query import EmbedOptions
    from app.web.exhibits import Exhibit
    from app.web.settings import Settings

USAGE_ERROR = 2
SCALES = (1, 2, 4)
STATE = """\
the address of a page, whole or from the root on, or a bare query, which is one of the comparison; "" for what the
comparison opens with
"""
EPILOG = """\
The address says which figure it is:

  /?…              the cubes; with view=… in it, that view (maps, matrix, distribution, training, layernorms, code)
  /axes?…          all choices of axes
  /lessons/NAME?…  the pictures of a lesson
  /embed/NAME?…    any of them by name

The end of FILE's name says what is written:

  .svg             vector drawing with real text
  .png             pixels; @2x.png and @4x.png have two and four times as many to the unit, as --scale 2 and 4
  .card.png        1200 × 630 pixels with the title, for links
  .tex             TikZ, to be read by LaTeX with \\input
  .html            one file that answers when pointed at, without a server or a network
  .csv             the figure's numbers as a table, in full precision
  .json            its pictures as figures of Plotly
  .npz             its tensor and what was computed of it, for numpy.load
  .py              a program for NumPy

A name that ends with one of these, as a word of its own, is of the whole comparison, whichever figure shows it:

  statistics.csv   every pool's mean and variance
  steps.npz        the tensor and every step of every method
  tensor.npz       the tensor, and at test time what training froze
  code-numpy.py    a program for NumPy; code-pytorch.py, code-jax.py and code-keras.py for others

The exit code is 0 when the file was written, and 2 with a sentence on the error stream when it was not.

examples:
  python -m app export "shape=4,6,8,8&source=gaussian&methods=batch,layer" --to figure.svg
  python -m app export "/?view=matrix&theme=dark" --to slide.png --scale 2
  python -m app export "/lessons/noise" --to noise.html --title "Noise that regularizes"
"""


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command to those of the program."""
    form = argparse.RawDescriptionHelpFormatter
    made = commands.add_parser("export", help="write a file instead of serving", epilog=EPILOG, formatter_class=form)
    made.add_argument("state", metavar="STATE", help=STATE)
    made.add_argument("--to", required=True, type=Path, metavar="FILE", help="file to write; its name says the kind")
    made.add_argument("--scale", type=int, choices=SCALES, help="pixels to the unit of a PNG (default: 1)")
    made.add_argument("--title", help="a title of your own over the figure, at most 120 characters")


def export(options: argparse.Namespace) -> int:
    """Write the file that was asked for; the exit code."""
    from app.core.errors import InputError
    from app.web.pairs import QueryError
    from app.web.problems import Problem
    from app.web.settings import settings_from

    path: Path = options.to
    try:
        settings = settings_from(os.environ)
    except ValueError as error:
        return _refused(error)
    try:
        label, content = made(options.state, path.name, settings, scale=options.scale, title=options.title)
        path.write_bytes(content)
    except Problem as problem:
        return _refused(problem.detail)
    except (InputError, QueryError) as error:
        return _refused(error)
    except OSError as error:
        return _refused(f"Cannot write {path}: {_reason(path, error)}.")
    print(f"{path}: {label}")
    return 0


def made(
    state: str, name: str, settings: Settings, *, scale: int | None = None, title: str | None = None
) -> tuple[str, bytes]:
    """What the file of this name is, and its bytes, for a state as the command line takes it.

    Raises QueryError for the state, InputError for anything else that was given, Problem where a figure has no such
    file.
    """
    from app.core.errors import InputError, shown
    from app.exports import export_for
    from app.lattice import Lattice
    from app.run import Outcome, run
    from app.web.files import FILES, written
    from app.web.standalone import without_server

    whole = export_for("code-numpy.py" if name.endswith(".py") and not export_for(name) else name)
    endings = sorted((each.ending for each in FILES if name.endswith(each.ending)), key=len)
    if whole is None and not endings:
        ways = ".svg, .png, .tex, .html, .csv, .json, .npz or .py"
        raise InputError("--to", shown(name), f"a name that ends in {ways}", f"{Path(name).stem}.svg")
    if scale is not None and endings[-1:] != [".png"]:
        raise InputError("--scale", f"--scale {scale} for {shown(name)}", "a PNG", f"--to {Path(name).stem}.png")
    found, options = figure_of(state, settings, title)
    if whole is None:
        ending = f"@{scale}x.png" if scale not in (None, 1) else endings[-1]
        chosen = next(each for each in FILES if each.ending == ending)
        return chosen.label, written(without_server(settings), chosen, found, options)
    subject = found.subject
    if isinstance(subject, Lattice):
        subject = run(subject.recipe, subject.tensor)
    if not isinstance(subject, Outcome):
        raise InputError("--to", f"{shown(name)} of a lesson", "a file of its pictures", f"{Path(name).stem}.svg")
    return whole.label, whole.write(subject)


def figure_of(state: str, settings: Settings, title: str | None = None) -> tuple[Exhibit, EmbedOptions]:
    """The figure of an address or a query, and what is said of it beside its state.

    Raises QueryError for the query, InputError for an address that shows no figure.
    """
    from app.core.errors import InputError, listed, shown
    from app.web.embed_query import EmbedOptions, read_embed, with_panel
    from app.web.exhibits import AXES, COMPARE, exhibit, keys, place_of
    from app.web.files import NAME
    from app.web.short_links import meant

    bare = "=" in state and "?" not in state and "://" not in state and not state.startswith("/")
    address = urlsplit(f"/?{state}" if bare or not state else state)
    behind = address.fragment
    address = urlsplit(meant(address.path, address.query) or address.geturl())
    place, query = f"/{address.path.strip('/')}", address.query
    options = EmbedOptions()
    try:
        if place.startswith("/embed/"):
            name = place.removeprefix("/embed/")
            split = NAME.fullmatch(name)
            found, options = read_embed(split[1] if split else name, query, settings)
        elif place == "/":
            view = dict(parse_qsl(query)).get("view", COMPARE)
            found = exhibit(view if view in keys() else COMPARE, query, settings)
        elif place == "/axes":
            found = exhibit(AXES, query, settings)
        elif place.startswith("/lessons/"):
            slug = place.removeprefix("/lessons/")
            found = exhibit(slug, query, settings)
            if (named := with_panel(slug, query, behind)) != query:
                found, options = read_embed(slug, named, settings)
        else:
            raise KeyError(place)
    except KeyError:
        ways = ["/", "/axes", *(f"/embed/{key}" for key in keys())]
        near = [*get_close_matches(place, [*map(place_of, keys()), *ways], 1), "/"][0]
        raise InputError("STATE", f"the address {shown(place)}", listed(ways), near) from None
    return found, titled(options, title)


def titled(options: EmbedOptions, title: object) -> EmbedOptions:
    """The options with a title of one's own, where one is given. InputError for one that cannot be used."""
    from dataclasses import replace

    from app.web.embed_query import OPTIONS

    return options if title is None else replace(options, title=str(OPTIONS["title"].read("title", str(title))))


def _reason(path: Path, error: OSError) -> str:
    """Why a file cannot be written, and what to try."""
    if not path.parent.is_dir():
        return f"there is no folder {path.parent}; try --to {path.name}"
    if path.is_dir():
        return f"it is a folder; try --to {path / 'figure.svg'}"
    if isinstance(error, PermissionError):
        return f"it may not be written to by this user; try --to {path.name} in a folder of your own"
    return f"{(error.strerror or 'the disk refuses').lower()}; try another folder"


def _refused(error: object) -> int:
    print(error, file=sys.stderr)
    return USAGE_ERROR
