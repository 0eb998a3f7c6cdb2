"""The comparison as a minimal Dash app, which is what a lecturer would otherwise write.

`python -m tests.benchmarks.dash_peer` serves it: the same three cubes, made by the same functions, and the same numbers
of the pinned value; only the page is Dash's. Its server is the one that Dash comes with, its scripts are here.
Dash is no dependency: the extra `peers` has it.
"""

import sys
from typing import Any

from app.core.axes import layout_by_key
from app.recipe import Recipe, default_cell
from app.run import run
from app.views.cubes import cube_panels

SHAPE = (8, 6, 8, 8)
SOURCE = "gaussian"
NUMBERS = ("mean", "variance", "output")


def cubes(seed: int) -> list[tuple[str, dict[str, Any], str]]:
    """Of each method: its key, its figure, and a line of the pinned value's numbers."""
    recipe = Recipe("image", SHAPE, SOURCE, default_cell(layout_by_key("image"), SHAPE), seed=seed)
    outcome = run(recipe)
    made = []
    for panel, result in zip(cube_panels(outcome), outcome.results, strict=True):
        numbers = ", ".join(f"{name} {getattr(result.arithmetic, name):.6g}" for name in NUMBERS)
        made.append((result.method.key, panel.figure, numbers))
    return made


def create() -> Any:
    """The Dash app. ImportError where Dash is not installed."""
    from dash import Dash, Input, Output, dcc, html

    app = Dash(__name__, title="Which values share one mean and one variance?", update_title=None)
    columns = [
        html.Div([html.H2(key), dcc.Graph(id=key, figure=figure), html.P(numbers, id=f"{key}-numbers")])
        for key, figure, numbers in cubes(0)
    ]
    app.layout = html.Div(
        [
            html.H1("Which values share one mean and one variance?"),
            html.Label(["seed ", dcc.Input(id="seed", type="number", value=0)]),
            html.Div(columns, style={"display": "grid", "gridTemplateColumns": "repeat(3, 1fr)"}),
        ]
    )
    keys = [key for key, _, _ in cubes(0)]
    outputs = [Output(key, "figure") for key in keys] + [Output(f"{key}-numbers", "children") for key in keys]

    @app.callback(outputs, Input("seed", "value"), prevent_initial_call=True)
    def changed(seed: int | None) -> list[Any]:
        made = cubes(seed or 0)
        return [figure for _, figure, _ in made] + [numbers for _, _, numbers in made]

    return app


def main() -> None:
    """Serve the app on a free port, and say where."""
    from werkzeug.serving import make_server

    server = make_server("127.0.0.1", 0, create().server, threaded=True)
    print(f"Dash is at http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    sys.exit(main())
