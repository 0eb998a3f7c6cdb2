"""A figure in the colours of a theme, for files: on a page, custom properties do this."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from app.figures.palette import DARK, DARK_PAPER, PAPER, PROJECTOR, PROJECTOR_PAPER, ROLES

Plain = dict[str, Any]


@dataclass(frozen=True)
class Palette:
    """The colours of the roles, the paper, and by how much the colours of values are brightened to shine on it."""

    roles: Mapping[str, str]
    paper: str
    shine: float = 1.0


LIGHT = Palette(ROLES, PAPER)
PALETTES = {
    "light": LIGHT,
    "dark": Palette(DARK, DARK_PAPER, 1.75),
    "projector": Palette(PROJECTOR, PROJECTOR_PAPER),
}


def palette_of(theme: str) -> Palette:
    """The palette of a theme. A file does not know what is around it: without a choice it is light, as paper is."""
    return PALETTES.get(theme, LIGHT)


def themed(figure: Plain, palette: Palette) -> Plain:
    """The same figure with the colour of each role replaced. What has a colour that no role names keeps it."""
    if palette is LIGHT:
        return figure
    made = deepcopy(figure)
    layout, roles = made["layout"], palette.roles
    for shape in layout.get("shapes", ()):
        filled = "fillcolor" in shape
        if filled:
            shape["fillcolor"] = roles.get(shape["name"], shape["fillcolor"])
        shape["line"]["color"] = roles.get("pool-edge" if filled else shape["name"], shape["line"]["color"])
    for text in layout.get("annotations", ()):
        text["font"]["color"] = roles.get(text["name"], text["font"]["color"])
    for trace in made["data"]:
        _trace(trace, roles)
    for key, axis in layout.items():
        if key.startswith(("xaxis", "yaxis")) and "tickfont" in axis:
            axis |= {"gridcolor": roles["chart-grid"], "linecolor": roles["chart-axis"]}
            for font in (axis["tickfont"], axis["title"]["font"]):
                font["color"] = roles["label-note"]
    if "font" in layout:
        layout["font"]["color"] = roles["label"]
    return made


def _trace(trace: Plain, roles: Mapping[str, str]) -> None:
    colour = roles.get(trace.get("meta", {}).get("role", ""))
    if colour is None:
        return
    if "marker" in trace:
        trace["marker"]["color"] = colour
        if "color" in trace["marker"].get("line", {}):
            trace["marker"]["line"]["color"] = colour
    if "line" in trace:
        trace["line"]["color"] = colour
