"""Figures in a notebook: `compare()` shows the cubes, `figure("/lessons/noise")` any figure of any page.

    from app.notebook import compare

    shown = compare(x, methods=["batch", "layer"])   # x: an array of 2 to 4 axes, or nothing for a photograph
    shown                                            # the last line of a cell: Plotly, or SVG where there is none
    shown.statistics["batch"].mean                   # NumPy, in the statistics' shape
    shown.svg()                                      # text, for a file

A notebook keeps a figure in three ways: as Plotly's, which Jupyter shows; as a page of its own in a frame, which
answers when it is pointed at in Quarto and in exported HTML, without a network; and as SVG, which goes on paper.
`figure` of what is returned is a plotly.graph_objects.Figure; it needs
the package plotly, which comes with `pip install normaxis[notebook]`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from html import escape
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import numpy as np
from numpy.typing import ArrayLike, NDArray

from app.core.axes import LAYOUTS
from app.core.errors import InputError, shown
from app.export_command import figure_of, titled
from app.exports.panel_files import finite, panels_sheet
from app.figures.joined import joined
from app.figures.panel import Panel
from app.figures.themed import palette_of, themed
from app.run import Outcome
from app.sources.npy import KINDS, KINDS_IN_WORDS, parse_npy
from app.views.pointing import pointed
from app.web.embed_query import EmbedOptions
from app.web.exhibits import COMPARE, Exhibit, exhibit, keys
from app.web.settings import Settings
from app.web.standalone import standalone, without_server

if TYPE_CHECKING:
    import plotly.graph_objects as go  # type: ignore[import-untyped]

__all__ = ["Figure", "Statistics", "compare", "figure"]

PLOTLY = "application/vnd.plotly.v1+json"
SETTINGS = Settings()


@dataclass(frozen=True)
class Statistics:
    """Of one method: means and biased variances of all pools, in the statistics' shape; double precision."""

    mean: NDArray[np.float64]
    variance: NDArray[np.float64]


class Figure:
    """A figure of a page, for a notebook. Nothing of it is computed twice, and nothing is asked of a server."""

    def __init__(self, found: Exhibit, options: EmbedOptions | None = None) -> None:
        self._found = found
        self._options = options or EmbedOptions()

    @property
    def title(self) -> str:
        """What it is called: a title of one's own, or the figure's."""
        return self._options.title or self._found.title

    @property
    def address(self) -> str:
        """The address of its page, from the root on. Values of one's own are not in it."""
        return self._found.page

    @cached_property
    def figure(self) -> "go.Figure":
        """As plotly.graph_objects.Figure, to be changed at will. ImportError says what to install."""
        try:
            import plotly.graph_objects as go
        except ModuleNotFoundError:
            raise ImportError(
                "Got no package plotly; expected plotly for .figure; try pip install normaxis[notebook], or .svg()."
            ) from None
        return go.Figure(self._plain)

    @property
    def statistics(self) -> dict[str, Statistics]:
        """The statistics of every method, by its key. ValueError for a figure that is of no one tensor."""
        subject = self._found.subject
        if not isinstance(subject, Outcome):
            raise ValueError(f"Got the figure {self._found.key}; expected one of the comparison; try compare().")
        return {
            result.method.key: Statistics(result.statistics.mean.copy(), result.statistics.variance.copy())
            for result in subject.results
        }

    @property
    def tensor(self) -> NDArray[np.generic]:
        """The values. ValueError for a figure that is of no one tensor."""
        subject = self._found.subject
        if isinstance(subject, tuple):
            raise ValueError(f"Got the figure {self._found.key}; expected one of a tensor; try compare().")
        return subject.tensor

    def svg(self) -> str:
        """As an SVG with real text, in the colours of the figure's theme."""
        palette = palette_of(self._found.theme)
        return panels_sheet(self.title, self._panels, palette, headline=self._options.title).svg

    def html(self) -> str:
        """As one HTML file that answers when it is pointed at, without a server or a network."""
        return standalone(without_server(SETTINGS), self._found, self._options).decode()

    @property
    def _panels(self) -> tuple[Panel, ...]:
        if not self._found.panels:
            raise ValueError(f"Got the figure {self._found.key}; expected one with pictures; try .html().")
        return self._found.panels

    @cached_property
    def _plain(self) -> dict[str, Any]:
        """All pictures as one figure of plain data."""
        palette = palette_of(self._found.theme)
        panels = [replace(panel, figure=themed(panel.figure, palette)) for panel in self._answering]
        made: dict[str, Any] = finite(joined(panels))
        if self._found.theme != "auto":
            made["layout"]["paper_bgcolor"] = palette.paper
        for text in made["layout"]["annotations"]:
            text["font"]["color"] = palette.roles.get(text.get("name", ""), text["font"]["color"])
        return made

    @property
    def _answering(self) -> Sequence[Panel]:
        """The pictures, the cubes with what they say where they are pointed at."""
        subject = self._found.subject
        if self._found.key != COMPARE or not isinstance(subject, Outcome):
            return self._panels
        results = {result.method.key: result for result in subject.results}
        return [replace(panel, figure=pointed(subject, results[panel.method], panel.figure)) for panel in self._panels]

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        """What a notebook keeps of it: each reader of the notebook takes the first kind that it knows."""
        bundle: dict[str, Any] = {"text/html": _framed(self.html(), self.title), "text/plain": repr(self)}
        if self._found.panels:
            made = self._plain
            bundle[PLOTLY] = {"data": made["data"], "layout": made["layout"], "config": {"displaylogo": False}}
            bundle["image/svg+xml"] = self.svg()
        return bundle

    def __repr__(self) -> str:
        return f"<Normaxis: {self.title}>"


def compare(tensor: ArrayLike | None = None, *, methods: str | Sequence[str] | None = None, **state: object) -> Figure:
    """The cubes of a comparison, one for each method.

    Args:
        tensor: values of your own, with 2 axes (N, C), 3 (N, T, C) or 4 (N, C, H, W); without one, `source` makes them.
        methods: one, or several in a list: "batch", "layer", "instance", "group", "rms", "ghost", or "reduce:NW" for
            any axes.
        state: any other key of the page's query with its value: shape=(4, 6, 8, 8), source="gaussian", seed=3,
            epsilon=1e-3, cell=(0, 2, 1, 3), groups=2, theme="dark", title="…", view="matrix" for a view.

    Returns:
        a Figure.

    Raises:
        app.web.pairs.QueryError: a ValueError with all that is wrong with what was asked for.
        app.core.errors.InputError: a ValueError that says what is wrong with the values.
    """
    said = {key: value for key, value in state.items() if value is not None}
    title = said.pop("title", None)
    if methods is not None:
        said["methods"] = _written(methods)
    view = str(said.get("view", COMPARE))
    query = urlencode({key: _written(value) for key, value in said.items()}, safe=",:")
    values = None if tensor is None else _taken(tensor, said.get("shape"))
    found = exhibit(view if view in keys() else COMPARE, query, SETTINGS, values)
    return Figure(found, titled(EmbedOptions(), title))


def figure(address: str, *, title: str | None = None) -> Figure:
    """The figure that an address shows: "/?view=matrix&seed=3", "/axes", "/lessons/noise", whole or from the root on.

    Raises QueryError for the state, InputError (both are ValueErrors) for an address that shows no figure.
    """
    return Figure(*figure_of(address, SETTINGS, title))


def _taken(tensor: ArrayLike, shape: object) -> NDArray[np.generic]:
    """An array of numbers that has a layout. InputError where it is none, with what to write instead in Python."""
    if isinstance(tensor, str):
        raise InputError("tensor", f"the text {shown(tensor)}", "an array of numbers", 'compare(methods="batch")')
    try:
        array = np.asarray(tensor)
    except ValueError:
        raise InputError(
            "tensor", "rows of different lengths", "an array of numbers", "compare(x[:, :length])"
        ) from None
    got, axes = f"an array of {array.dtype}", {layout.rank for layout in LAYOUTS}
    if array.dtype.kind == "c":
        raise InputError("tensor", got, "real numbers", "compare(x.real) or compare(np.abs(x))")
    if array.dtype.str[1:] not in KINDS:
        raise InputError("tensor", got, KINDS_IN_WORDS, "compare(np.asarray(x, dtype=float))")
    if array.size == 0:
        raise InputError("tensor", f"an array of shape {array.shape}", "at least one value", "compare() for an example")
    if shape is None and array.ndim not in axes:
        hint = f"compare(x.reshape({array.size}, 1))" if array.ndim < min(axes) else "compare(x[0])"
        raise InputError(
            "tensor", f"an array of shape {array.shape}", "2, 3 or 4 axes: (N, C), (N, T, C) or (N, C, H, W)", hint
        )
    if array.size > SETTINGS.most_values:
        raise InputError("tensor", f"{array.size:,} values", f"at most {SETTINGS.most_values:,}", "compare(x[:1])")
    file = BytesIO()
    np.save(file, np.atleast_1d(array), allow_pickle=False)
    return parse_npy(file.getvalue(), SETTINGS.most_values)


def _written(value: object) -> str:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ",".join(map(str, value))
    return str(value)


def _framed(page: str, title: str) -> str:
    """The file in a frame: what stands around it in a notebook cannot disturb it. It sets its height itself."""
    return (
        f'<iframe title="{escape(title)}" srcdoc="{escape(page)}" width="100%" height="560" frameborder="0"></iframe>'
    )
