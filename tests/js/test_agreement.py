"""The page's scripts repeat a few formulas of the server, so that pointing needs no request. They must agree."""

import json
import re
import struct
import subprocess
from itertools import product
from pathlib import Path
from random import Random

import pytest

from app.core.axes import LAYOUTS, layout_by_key
from app.core.methods import METHODS, method_by_key
from app.core.window import window_around
from app.describe import cell_name
from app.figures.cube import cube_figure
from app.figures.numbers import apart, number
from app.figures.unfold import matrix_grid, tensor_grid
from app.recipe import Recipe
from app.run import run
from app.web.payload import compared, encode
from app.web.query import write_query

HERE = Path(__file__).parent
TURNS = [(45, 35), (0, 10), (90, 80), (91, 35), (135, 30), (180, 50), (225, 35), (270, 20), (300, 15), (359, 35)]
SHAPES = {
    "image": [(4, 3, 4, 4), (8, 6, 8, 8), (1, 1, 1, 1), (64, 256, 56, 56), (3, 12, 1, 16)],
    "sequence": [(4, 8, 6), (2, 40, 300)],
    "features": [(8, 6), (1, 12), (30, 2)],
}


@pytest.fixture(scope="module")
def ask(node):
    def asked(questions):
        text = json.dumps(questions)
        done = subprocess.run([node, HERE / "agreement.mjs"], input=text, capture_output=True, text=True, check=True)
        return json.loads(done.stdout)

    return asked


def scenes():
    random = Random(0)
    for layout in LAYOUTS:
        keys = [*(method.key for method in METHODS), "reduce:" + layout.letters[::2], "reduce:"]
        for shape, key in product(SHAPES[layout.key], keys):
            cell = tuple(random.randrange(n) for n in shape)
            yield layout, shape, key, cell, random.choice(TURNS)


def grids():
    random = Random(2)
    for layout, shape, key, cell, _ in scenes():
        window, pools = window_around(layout, shape, cell), method_by_key(key, layout).pools(layout, shape)
        for grid in (
            tensor_grid(layout, shape, window, 2**15),
            tensor_grid(layout, shape, window, 500, pictures=layout.key == "image"),
            matrix_grid(layout, shape, 2**9),
        ):
            yield grid, pools.box(pools.pool_of(cell)), cell
            other = tuple(random.randrange(n) for n in shape)
            yield grid, pools.box(pools.pool_of(other)), other


def numbers_in(path):
    return [float(text) for text in re.findall(r"-?[0-9.]+", path)]


def close(one, other, tolerance=0.1001):
    """Whether two paths have the same commands, and coordinates that differ by a last digit at most."""
    if re.sub(r"-?[0-9.]+", "#", one) != re.sub(r"-?[0-9.]+", "#", other):
        return False
    pairs = zip(numbers_in(one), numbers_in(other), strict=True)
    return all(abs(a - b) <= tolerance for a, b in pairs)


def test_the_comparison_of_paths_can_fail():
    assert close("M1.0,2.0L3.0,4.0Z", "M1.0,2.1L3.0,4.0Z")
    assert not close("M1.0,2.0L3.0,4.0Z", "M1.0,2.3L3.0,4.0Z")
    assert not close("M1.0,2.0L3.0,4.0Z", "M1.0,2.0M3.0,4.0Z")
    assert not close("M1.0,2.0", "M1.0,2.0L3.0,4.0Z")


def test_every_scene_is_drawn_alike(ask):
    specs, figures = [], []
    for layout, shape, key, cell, turn in scenes():
        pools = method_by_key(key, layout).pools(layout, shape)
        window = window_around(layout, shape, cell)
        figures.append(cube_figure(layout, shape, pools, window, cell, turn))
        specs.append(
            {"axes": list(layout.letters), "shape": shape, "window": window, "parts": pools.parts, "cell": cell}
            | {"turn": turn}
        )
    for spec, figure, scene in zip(specs, figures, ask([["scene", spec] for spec in specs]), strict=True):
        shapes = figure["layout"]["shapes"]
        assert {shape["name"] for shape in shapes} == set(scene["paths"])
        for shape in shapes:
            assert close(shape["path"], scene["paths"][shape["name"]]), (spec, shape["name"])
        texts = figure["layout"]["annotations"]
        assert len(texts) == len(scene["places"])
        for text, (x, y) in zip(texts, scene["places"], strict=True):
            assert (text["x"], text["y"]) == pytest.approx((x, y), abs=0.0501), spec


def test_the_middle_of_a_selected_face_is_the_selected_value(ask):
    """The way back: the centre of every outlined face is a point under which the same value lies."""
    questions, expected = [], []
    for layout, shape, key, cell, turn in scenes():
        pools = method_by_key(key, layout).pools(layout, shape)
        window = window_around(layout, shape, cell)
        outline = ask_outline(cube_figure(layout, shape, pools, window, cell, turn))
        question = {"axes": list(layout.letters), "shape": shape, "window": window, "turn": turn, "points": outline}
        questions.append(["under", question])
        expected.append([list(cell)] * len(outline))
    assert ask(questions) == expected
    assert sum(map(len, expected)) > 20
    [beside] = ask([["under", {**questions[0][1], "points": [[1, 1], [359, 329]]}]])
    assert beside == [None, None]


def test_every_grid_is_outlined_alike(ask):
    asked = list(grids())
    questions = [["grid", {"grid": grid.plain(), "box": box, "cell": cell, "points": []}] for grid, box, cell in asked]
    for (grid, box, cell), found in zip(asked, ask(questions), strict=True):
        assert close(grid.pool_path(box), found["pool"]), (grid, box)
        assert close(grid.cell_path(cell), found["cell"]), (grid, cell)


def test_the_middle_of_a_values_pixel_in_a_grid_is_that_value(ask):
    questions, expected = [], []
    for grid, box, cell in grids():
        flat = numbers_in(grid.cell_path(cell))
        if len(flat) < 4:
            continue
        beside = [[1, 1], [grid.origin[1] - 2, grid.origin[0] + 1], [359.5, grid.height - 1]]
        points = [[(flat[0] + flat[2]) / 2, (flat[1] + flat[3]) / 2], *beside]
        if min(grid.unit) < 0.3:
            continue  # paths are written to a tenth of a unit
        questions.append(["grid", {"grid": grid.plain(), "box": box, "cell": cell, "points": points}])
        expected.append([list(cell), None, None, None])
    assert len(expected) > 100
    assert [each["under"] for each in ask(questions)] == expected


def test_in_a_grid_a_point_stands_for_the_first_value_of_its_pixel_and_keeps_what_is_not_drawn(ask):
    layout, shape = layout_by_key("image"), (4, 3, 40, 40)
    window = window_around(layout, shape, (0, 0, 0, 0))
    grid = tensor_grid(layout, shape, window, 1200)
    assert grid.steps == (4, 4)
    top, left = grid.corner(1 * 3 + 2)
    point = [left + 2.5 * grid.unit[1], top + 1.5 * grid.unit[0]]
    question = {"grid": grid.plain(), "box": window, "points": [point]}
    [far, near] = ask([["grid", {**question, "cell": cell}] for cell in ((0, 0, 0, 0), (1, 2, 6, 11))])
    assert (far["under"], near["under"]) == ([[1, 2, 4, 8]], [[1, 2, 6, 11]])
    matrix = matrix_grid(layout, shape, 99)
    middle = [matrix.origin[1] + 1.5 * matrix.unit[1], matrix.origin[0] + 3.5 * matrix.unit[0]]
    [found] = ask([["grid", {"grid": matrix.plain(), "box": window, "cell": (0, 0, 7, 9), "points": [middle]}]])
    assert found["under"] == [[3, 1, 7, 9]]


def ask_outline(figure):
    paths = {shape["name"]: shape["path"] for shape in figure["layout"]["shapes"]}
    if paths["selection-inside"] != "M0,0":
        return []
    middles = []
    for part in paths["selection-outer"].split("Z"):
        flat = numbers_in(part)
        if flat and visible(flat):
            middles.append([sum(flat[0::2]) / 4, sum(flat[1::2]) / 4])
    return middles


def visible(flat):
    """Whether a face is more than a line: seen from exactly aside, it covers nothing one could point at."""
    points = list(zip(flat[0::2], flat[1::2], strict=True))
    turns = zip(points, points[1:] + points[:1], strict=True)
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in turns)) / 2 > 4


def test_numbers_are_written_alike(ask):
    random = Random(1)
    values = [0.0, -0.0, 1.0, 0.5, 12344.5, -12344.5, 99999.5, 1e-5, 1e9, 123456789.0, float("nan"), float("inf")]
    values += [struct.unpack("<d", random.randbytes(8))[0] for _ in range(2000)]
    values += [random.gauss(0, 1) * 10 ** random.randrange(-8, 9) for _ in range(2000)]
    values += [random.randrange(10**7) / 2**6 for _ in range(500)]
    spelled = [repr(value).replace("inf", "Infinity").replace("nan", "NaN") for value in values]
    [written] = ask([["number", spelled]])
    assert written == [number(value) for value in values]


def test_numbers_beside_their_difference_are_written_alike(ask):
    random = Random(2)
    pairs = [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1e8 + 0.25, 1e8 - 0.125), (2.0**60, 2.0**60 + 4096), (999999.5, 0.0)]
    for _ in range(4000):
        value, power = random.gauss(0, 1) * 10 ** random.randrange(-8, 9), random.randrange(-14, 4)
        pairs.append((value, value * (1 + random.gauss(0, 1) * 10**power)))
    [written] = ask([["apart", pairs]])
    assert [tuple(each) for each in written] == [apart(*pair) for pair in pairs]


@pytest.mark.parametrize("place", ["variance", "deviation"])
def test_arithmetic_of_every_value_of_the_window(ask, place):
    layout, shape = layout_by_key("image"), (2, 4, 2, 3)
    keys = (*(method.key for method in METHODS), "reduce:NW")
    options = {"methods": keys, "epsilon": 0.01, "epsilon_place": place, "scale": 1.5, "offset": -2.0}
    recipe = Recipe(layout.key, shape, "gaussian", (1, 2, 1, 1), **options)
    answer = json.loads(encode(compared(run(recipe))))
    cells = list(product(*map(range, shape)))
    [found] = ask([["arithmetic", {"answer": answer, "cells": cells}]])
    for cell, methods in zip(cells, found, strict=True):
        one = compared(run(Recipe(layout.key, shape, "gaussian", cell, **options)))
        for method, steps in zip(one["methods"], methods, strict=True):
            assert {name: float(value) for name, value in steps.items()} == pytest.approx(
                method["arithmetic"], rel=1e-12, abs=1e-12
            )


def test_pools_follow_each_other_in_c_order(ask):
    layout, shape = layout_by_key("image"), (2, 6, 2, 2)
    pools = method_by_key("group", layout).pools(layout, shape, 3)
    cell, seen = (0, 1, 1, 0), []
    for _ in range(pools.count):
        seen.append(pools.pool_of(cell))
        [cell] = ask([["nextPool", {"shape": shape, "parts": pools.parts, "cell": cell, "step": 1}]])
    assert seen == list(product(*map(range, pools.parts)))
    assert cell == [0, 1, 1, 0]
    [back] = ask([["nextPool", {"shape": shape, "parts": pools.parts, "cell": cell, "step": -1}]])
    assert pools.pool_of(back) == seen[-1]


def test_values_are_called_by_the_same_names(ask):
    for layout in LAYOUTS:
        cell = tuple(range(layout.rank))
        assert ask([["cellName", {"ones": [axis.one for axis in layout.axes], "cell": cell}]]) == [
            cell_name(layout, cell)
        ]


def test_queries_are_written_alike(ask):
    recipe = Recipe("image", (1, 2, 1, 1), "own", (0, 1, 0, 0), values="[[1,2 ],[é&=3]]", turn=(30, 20), theme="dark")
    query = write_query(recipe)
    shuffled = "&".join(reversed(query.split("&")))
    assert ask([["query", f"?{shuffled}"]]) == [query]
