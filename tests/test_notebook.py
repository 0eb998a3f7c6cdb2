"""Figures in a notebook: what is in them is NumPy's, and what a notebook keeps is what its readers take."""

import doctest
import html
import re
import subprocess
import sys
from base64 import b64decode
from xml.etree import ElementTree

import numpy as np
import plotly.graph_objects as go
import pytest

from app.bootstrap import ROOT
from app.core.errors import InputError
from app.figures.numbers import number
from app.figures.png import pixels
from app.notebook import PLOTLY, compare, figure
from app.web.exhibits import keys
from app.web.pairs import QueryError

X = np.random.default_rng(4).normal(3, 2, (4, 6, 5, 5)).astype(np.float32)
EXAMPLE = """
>>> import numpy as np
>>> from app.notebook import compare, figure
>>> x = np.arange(24.0).reshape(2, 3, 4)
>>> shown = compare(x, methods=["batch", "layer"])
>>> shown
<Normaxis: Batch norm and Layer norm on 2 × 3 × 4>
>>> shown.statistics["batch"].mean.shape
(1, 1, 4)
>>> shown.figure.layout.width
720
>>> shown.svg()[:4]
'<svg'
>>> figure("/lessons/noise?seed=2")
<Normaxis: Noise that regularizes>
"""


def test_the_example_runs_as_it_stands() -> None:
    parsed = doctest.DocTestParser().get_doctest(EXAMPLE, {}, "example", None, 0)
    told: list[str] = []
    assert doctest.DocTestRunner().run(parsed, out=told.append).failed == 0, "".join(told)


def test_the_statistics_are_numpys() -> None:
    shown = compare(X, methods=["batch", "instance", "reduce:NW", "rms"], epsilon=1e-3)
    x = X.astype(np.float64)
    for key, axes in {"batch": (0, 2, 3), "instance": (2, 3), "reduce:NW": (0, 3)}.items():
        np.testing.assert_allclose(shown.statistics[key].mean, x.mean(axes, keepdims=True), rtol=1e-12)
        np.testing.assert_allclose(shown.statistics[key].variance, x.var(axes, keepdims=True), rtol=1e-12)
    assert np.array_equal(shown.tensor, X)
    shown.statistics["batch"].mean[:] = 0
    assert shown.statistics["batch"].mean.any()


def test_a_figure_is_plotlys_with_every_cube_and_its_numbers() -> None:
    shown = compare(X, methods=["batch", "layer"], cell=(0, 2, 0, 3), theme="dark", title="a <b>")
    made = shown.figure
    assert isinstance(made, go.Figure) and made is shown.figure
    assert len(made.data) == 2 and len({trace.xaxis for trace in made.data}) == 2
    assert [text.text for text in made.layout.annotations if text.xref == "paper"] == ["Batch norm", "Layer norm"]
    x = X.astype(np.float64)
    for trace, axes in zip(made.data, ((0, 2, 3), (1, 2, 3)), strict=True):
        [told] = [text for text in trace.hovertext if "sample 0 · channel 2 · row 0 · column 3<br>" in text][:1]
        pool = tuple(slice(None) if axis in axes else at for axis, at in enumerate((0, 2, 0, 3)))
        mean, variance = x[pool].mean(), x[pool].var()
        assert f"x = {number(x[0, 2, 0, 3])}" in told
        assert f"mean {number(mean)}, variance {number(variance)}" in told
        assert told.endswith(f"y = {number((x[0, 2, 0, 3] - mean) / np.sqrt(variance + 1e-5))}")
    assert made.layout.paper_bgcolor == "#12161c"
    assert "a &lt;b&gt;" in shown.svg() and shown.title == "a <b>"


@pytest.mark.parametrize("key", keys())
def test_every_figure_shows_itself(key) -> None:
    shown = figure(f"/embed/{key}")
    kept = shown._repr_mimebundle_()
    assert kept["text/plain"] == f"<Normaxis: {shown.title}>" == repr(shown)
    page = html.unescape(re.fullmatch(r'<iframe .* srcdoc="([^"]*)" [^>]*></iframe>', kept["text/html"])[1])
    assert page == shown.html() and "data-alone" in page
    if key == "code":
        assert set(kept) == {"text/plain", "text/html"}
        with pytest.raises(ValueError, match="expected one with pictures"):
            shown.svg()
        return
    ElementTree.fromstring(kept["image/svg+xml"])
    made = go.Figure({part: kept[PLOTLY][part] for part in ("data", "layout")})
    width, height = made.layout.width, made.layout.height
    titles = [text for text in made.layout.annotations if text.yanchor == "bottom" and text.font.size == 20]
    assert len(titles) == len(shown._found.panels)
    axes = [axis for axis in made.layout.to_plotly_json() if re.match(r"[xy]axis", axis)]
    assert len(axes) == len(set(axes)) >= 2 * len(titles)
    for axis in axes:
        low, high = made.layout[axis].domain
        assert 0 <= low < high <= 1
    assert 200 < width <= 1440 and height > 100
    for kind in ("shapes", "images", "annotations"):
        for part in made.layout[kind] or ():
            assert part.xref == "paper" or f"xaxis{part.xref[1:]}" in axes


def test_pictures_are_not_blurred() -> None:
    """Plotly has them smoothed: each pixel is many."""
    shown = figure("/?view=maps")
    images = [each for panel in shown._found.panels for each in panel.figure["layout"].get("images", ())]
    for before, after in zip(images, shown.figure.layout.images, strict=True):
        one, other = (pixels(b64decode(each.partition(",")[2])) for each in (before["source"], after.source))
        times = len(other) // len(one)
        assert max(other.shape) > 384 and other.shape[:2] == (len(one) * times, one.shape[1] * times)
        assert np.array_equal(other, one.repeat(times, axis=0).repeat(times, axis=1))


def test_values_and_states_that_cannot_be_are_refused_in_words() -> None:
    for told, asked in (
        ("expected 4", {"shape": (1, 2)}),
        ("expected batch, layer", {"methods": ["nothing"]}),
        ("unknown parameter", {"foo": 1}),
        ("expected one of maps", {"view": "nothing"}),
    ):
        with pytest.raises(QueryError, match=told):
            compare(**asked)
    with pytest.raises(InputError, match="at most 120 characters"):
        compare(title="x" * 121)
    with pytest.raises(InputError, match="an array of object"):
        compare([[None]])
    with pytest.raises(InputError, match="expected float16"):
        compare([["text"]])
    with pytest.raises(InputError, match="expected /, /axes"):
        figure("/nothing")
    for address in ("/lessons/nois", "/embed/nois"):
        with pytest.raises(InputError, match=f"try {address}e\\."):
            figure(address)
    with pytest.raises(ValueError, match=r"try compare\(\)"):
        _ = figure("/lessons/noise").statistics


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ("abc", 'try compare\\(methods="batch"\\)'),
        (np.empty((0, 3)), "shape \\(0, 3\\); expected at least one value"),
        (np.ones((2, 2), complex), "complex128; expected real numbers; try compare\\(x.real\\)"),
        (np.ones(4), "try compare\\(x.reshape\\(4, 1\\)\\)"),
        (3.0, "try compare\\(x.reshape\\(1, 1\\)\\)"),
        (np.ones((1, 1, 1, 1, 1)), "try compare\\(x\\[0\\]\\)"),
        ([[1], [1, 2]], "rows of different lengths"),
    ],
)
def test_values_that_are_no_tensor_are_refused_with_python_to_try(values, told) -> None:
    with pytest.raises(InputError, match=told):
        compare(values)


def test_one_method_needs_no_list_and_a_vector_a_shape() -> None:
    assert list(compare(X, methods="batch").statistics) == ["batch"]
    assert compare(np.arange(6.0), shape=(3, 2), methods="batch,layer").tensor.shape == (3, 2)


def test_a_short_link_is_a_figure_too() -> None:
    assert figure("/s/1/compare?seed=3").address == figure("/?seed=3").address


def test_without_plotly_all_but_the_figure_works(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "plotly", None)
    monkeypatch.setitem(sys.modules, "plotly.graph_objects", None)
    shown = compare(X)
    assert PLOTLY in shown._repr_mimebundle_()
    with pytest.raises(ImportError, match=r"try pip install normaxis\[notebook\]"):
        _ = shown.figure


def test_importing_it_starts_nothing() -> None:
    code = "import sys, app.notebook; print('uvicorn' in sys.modules, 'plotly' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("False False\n", "")
