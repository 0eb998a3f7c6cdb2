"""The comparison beside the same page as a minimal Dash app, both in Chromium, in turns, from servers of their own.

Time to the first picture is from the start of the visit, with nothing kept from before, to the first frame that shows
all three cubes; bytes are all that came over the wire until the page was at rest; a change is from the event of the
seed's field to the first frame with the other numbers.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from statistics import median

from playwright.sync_api import Browser, Page, sync_playwright

from app.bootstrap import ROOT
from tests import chromium
from tests.benchmarks.timing import table
from tests.browser.conftest import FLAGS
from tests.serving import serving

OURS = "/?layout=image&shape=8,6,8,8&source=gaussian"
REST = 1500
"""Milliseconds after which nothing more is asked for."""
WHERE = {"Normaxis": ("[data-cube]", "svg path"), "Dash": (".js-plotly-plot", ".shapelayer path")}
"""What is a cube, and what in it is its picture."""
NUMBERS = {
    "Normaxis": "document.querySelector('.method .output')?.textContent",
    "Dash": "document.getElementById('batch-numbers')?.textContent",
}
FIELD = {"Normaxis": '[name="seed"]', "Dash": "#seed"}
EVENT = {"Normaxis": "change", "Dash": "input"}
WATCH = """(() => {
  const look = () => {
    const cubes = [...document.querySelectorAll('%s')].filter((each) => each.querySelector('%s'));
    if (cubes.length === 3) window.pictured = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})()"""
CHANGE = """async ([selector, event, seeds]) => {
  const numbers = () => %s;
  const taken = [];
  for (const seed of seeds) {
    const before = numbers();
    const field = document.querySelector(selector);
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(field, seed);
    const start = performance.now();
    field.dispatchEvent(new Event(event, { bubbles: true }));
    while (numbers() === before) await new Promise(requestAnimationFrame);
    taken.push(performance.now() - start);
    await new Promise((rest) => setTimeout(rest, 300));
  }
  return taken;
}"""
HEAD = ["", "first picture ms", "kB", "requests", "change to numbers ms", "best"]


def report(tiny: bool) -> str:
    """The table: medians. Without Dash it has our line alone."""
    visits, changes = (1, 2) if tiny else (7, 20)
    with serving(folder=ROOT) as address, sync_playwright() as playwright, _dash() as other:
        places = {"Normaxis": address + OURS} | ({"Dash": other} if other else {})
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=FLAGS)
        seen: dict[str, list[tuple[float, float, int]]] = {name: [] for name in places}
        taken: dict[str, list[float]] = {name: [] for name in places}
        for turn in range(visits + 1):  # the first does not count: servers and files are cold
            for name, place in places.items():
                page, found = _visit(browser, name, place)
                if turn:
                    seen[name].append(found)
                if turn == visits:
                    arguments = [FIELD[name], EVENT[name], [str(seed) for seed in range(1, changes + 1)]]
                    taken[name] = page.evaluate(CHANGE % NUMBERS[name], arguments)
                page.context.close()
        browser.close()
    rows = [_row(name, seen[name], taken[name]) for name in places]
    if not other:
        rows.append(["Dash: not installed, see the extra peers", *[""] * (len(HEAD) - 1)])
    return table("The comparison beside the same page in Dash", HEAD, rows)


def _visit(browser: Browser, name: str, place: str) -> tuple[Page, tuple[float, float, int]]:
    """A page at rest; its time to the first picture, its kilobytes, its requests."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.add_init_script(WATCH % WHERE[name])
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    lengths: list[float] = []
    session.on("Network.loadingFinished", lambda told: lengths.append(told["encodedDataLength"]))
    page.goto(place)
    page.wait_for_function("window.pictured")
    page.mouse.move(5, 5)  # what is fetched with the first move is counted too
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(REST)
    return page, (page.evaluate("window.pictured"), sum(lengths) / 1000, len(lengths))


def _row(name: str, seen: list[tuple[float, float, int]], taken: list[float]) -> list[str]:
    picture, kilobytes, requests = (median(column) for column in zip(*seen, strict=True))
    return [name, f"{picture:.0f}", f"{kilobytes:.0f}", f"{requests:.0f}", f"{median(taken):.0f}", f"{min(taken):.0f}"]


@contextmanager
def _dash() -> Iterator[str | None]:
    """The address of the Dash app; None where Dash is not installed."""
    if find_spec("dash") is None:
        yield None
        return
    command = [sys.executable, "-W", "ignore", "-m", "tests.benchmarks.dash_peer"]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ}, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    try:
        yield process.stdout.readline().split()[-1]
    finally:
        process.terminate()
        process.wait(60)
        process.stdout.close()


if __name__ == "__main__":
    print(report("--tiny" in sys.argv[1:]))
