"""All budgets in one table: what is measured now, what was promised, and beside it a peer or a limit of physics.

A short run of the longer tables, each of which has a subject of its own: a handful of rounds, on whatever else the
machine does. What only those have is left to them: loads, large tensors, Lighthouse.
"""

import sys
import time
from http.client import HTTPConnection
from urllib.parse import urlsplit

import numpy as np
from playwright.sync_api import sync_playwright

from app.bootstrap import ROOT
from app.core.moments import moments
from app.lessons import LESSONS
from app.web.exhibits import keys
from tests import chromium
from tests.benchmarks.browser import CHANGE, HOVER, places
from tests.benchmarks.moments import SHAPE, TINY, one_by_one
from tests.benchmarks.normalize import output
from tests.benchmarks.peers import peers, values
from tests.benchmarks.timing import in_turns, table
from tests.browser import screen
from tests.browser.conftest import FLAGS
from tests.serving import serving
from tests.web.test_small_pages import LARGEST

CUBES = (8, 6, 8, 8)
COMPARISON = f"/?source=gaussian&shape={','.join(map(str, CUBES))}"
OWN_SCRIPTS = 30
"""Kilobytes."""
SCRIPTS = """() => performance.getEntriesByType('resource').filter(({ name }) => name.includes('/js/'))
  .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)"""
HEAD = ["", "measured", "budget", "kept", "beside"]


def report(tiny: bool) -> str:
    """The table."""
    rows = [*_tensors(tiny), *_answers(tiny), *_browser(tiny)]
    return table("All budgets, measured briefly", HEAD, rows)


def _line(name: str, measured: float, budget: float, unit: str, beside: str) -> list[str]:
    kept = "yes" if measured <= budget else "NO"
    return [name, f"{measured:.3g} {unit}", f"{budget:g} {unit}", kept, beside]


def _tensors(tiny: bool) -> list[list[str]]:
    x = values(TINY if tiny else SHAPE)
    copied, methods = np.empty_like(x), peers(x)
    jobs = {"copy": lambda: np.copyto(copied, x), "moments": lambda: moments(x, [each.pools for each in methods])}
    jobs |= {each.key: lambda each=each: output(x, each) for each in methods}
    torch = {each.key: each.torch for each in methods if each.torch}
    jobs |= {f"PyTorch {key}": call for key, call in torch.items()}
    if torch:
        jobs["PyTorch"] = lambda: one_by_one(torch.values())
    best = {name: times.best for name, times in in_turns(jobs, 2 if tiny else 12).items()}
    copy = f"one copy of the tensor, {best['copy'] * 1e3:.2f} ms"
    rows = [_line("moments of four methods", best["moments"] / best["copy"], 3, "×", copy)]
    if torch:
        calls = f"PyTorch's four calls, {best['PyTorch'] * 1e3:.2f} ms"
        rows.append(_line("moments of four methods", best["moments"] / best["PyTorch"], 0.2, "×", calls))
    for key in torch:
        other = best[f"PyTorch {key}"]
        rows.append(_line(f"output of {key}", best[key] / other, 1, "×", f"PyTorch, {other * 1e3:.2f} ms"))
    return rows


def _answers(tiny: bool) -> list[list[str]]:
    with serving(folder=ROOT) as address:
        line = HTTPConnection(urlsplit(address).netloc)

        def get(path: str) -> tuple[float, int]:
            start = time.perf_counter()
            line.request("GET", path, headers={"Accept-Encoding": "gzip"})
            answer = line.getresponse()
            length = len(answer.read())
            assert answer.status == 200, path
            return (time.perf_counter() - start) * 1e3, length

        rounds = 3 if tiny else 30
        get(COMPARISON)
        least = min(get("/livez")[0] for _ in range(rounds))
        bare = f"an empty answer, {least:.2f} ms"
        asked = min(get(f"{COMPARISON}&seed={seed}")[0] for seed in range(1, rounds))
        lessons = max(get(f"/lessons/{each.slug}?predict=skip")[0] for each in LESSONS)
        embedded = max(get(f"/embed/{key}")[1] for key in keys())
        page = get("/")[1]
        largest = max(get(f"/?{state}&view={view}")[1] for view, states in LARGEST.items() for state in states)
        line.close()
    return [
        _line("a comparison, computed, over loopback", asked, 10, "ms", bare),
        _line("slowest page of a lesson, asked for the first time", lessons, 200, "ms", bare),
        _line("first HTML of /", page / 1000, 40, "kB", ""),
        _line("the same, largest of all views and sizes", largest / 1000, 40, "kB", ""),
        _line("largest embedded page", embedded / 1000, 25, "kB", ""),
    ]


def _browser(tiny: bool) -> list[list[str]]:
    rounds = 3 if tiny else 20
    with serving(folder=ROOT) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=FLAGS)
        page = browser.new_page(base_url=address, viewport={"width": 1440, "height": 900})
        page.goto(COMPARISON)
        screen.wait_for_plotly(page)
        own = page.evaluate(SCRIPTS)
        hover = min(script for script, _ in page.evaluate(HOVER, places(page, CUBES, rounds)))
        change = min(page.evaluate(CHANGE, list(range(1, rounds))))
        browser.close()
    return [
        _line("scripts of /, compressed", own / 1000, OWN_SCRIPTS, "kB", ""),
        _line("pointing to highlight, script", hover, 16, "ms", f"one frame of 60 Hz, {1000 / 60:.1f} ms"),
        _line("change to picture", change, 50, "ms", "the same page in Dash: the subject dash"),
    ]


if __name__ == "__main__":
    print(report("--tiny" in sys.argv[1:]))
