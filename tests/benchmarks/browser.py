"""What a reader feels, in Chromium: from pointing to the highlight, and from a change of a control to the new picture.

The targets: a highlight within one frame, 16 ms; new numbers and pictures within 50 ms. "Script" is what the page's own
code takes for a move of the pointer, "with layout" adds the browser's style and layout. The time of a change is counted
from the event to the first frame that shows all of the new page; the seed changes, so that every answer is computed.
"""

import random
import sys

from playwright.sync_api import Page, sync_playwright

from app.bootstrap import ROOT
from tests import chromium
from tests.benchmarks.timing import Times, table, times_row
from tests.browser import screen
from tests.browser.conftest import FLAGS
from tests.browser.places import Scene
from tests.serving import serving

SHAPES = ((4, 3, 4, 4), (8, 6, 8, 8), (12, 12, 4, 4))
FRAME, PICTURE = "16", "50"
HOVER = """async (places) => {
  const frame = () => new Promise(requestAnimationFrame);
  const taken = [];
  for (const [x, y] of places) {
    await frame();
    const target = document.elementFromPoint(x, y);
    const move = new PointerEvent('pointermove', { bubbles: true, clientX: x, clientY: y, pointerType: 'mouse' });
    taken.push(await new Promise((done) => {
      let start = 0;
      requestAnimationFrame(() => { start = performance.now(); });
      const before = performance.now();
      target.dispatchEvent(move); // the page asks for a frame here, between the two of ours
      const event = performance.now() - before;
      requestAnimationFrame(() => {
        const script = performance.now() - start + event;
        document.body.getBoundingClientRect();
        done([script, performance.now() - start + event]);
      });
    }));
  }
  return taken;
}"""
CHANGE = """async (seeds) => {
  const numbers = () => document.querySelector('.method .output').textContent;
  const drawn = () => [...document.querySelectorAll('[data-cube]')].every((cube) =>
    cube.querySelector('.plot .main-svg') && cube.querySelector(':scope > svg').style.display === 'none');
  const taken = [];
  for (const seed of seeds) {
    const before = numbers();
    const field = document.querySelector('[name="seed"]');
    field.value = seed;
    const start = performance.now();
    field.dispatchEvent(new Event('change', { bubbles: true }));
    while (numbers() === before || !drawn()) await new Promise(requestAnimationFrame);
    taken.push(performance.now() - start);
    await new Promise((rest) => setTimeout(rest, 300));
  }
  return taken;
}"""


def report(tiny: bool) -> str:
    """The table."""
    rounds = 3 if tiny else 60
    rows = []
    with serving(folder=ROOT) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=FLAGS)
        for shape in SHAPES[:1] if tiny else SHAPES:
            page = browser.new_page(base_url=address, viewport={"width": 1440, "height": 900})
            page.goto(f"/?source=gaussian&shape={','.join(map(str, shape))}")
            screen.wait_for_plotly(page)
            rows += _rows(page, shape, rounds)
            page.close()
        browser.close()
    return table("In the browser, three cubes", ["", "best ms", "median ms", "target ms"], rows)


def _rows(page: Page, shape: tuple[int, ...], rounds: int) -> list[list[str]]:
    sizes = " × ".join(map(str, shape))
    hovers = page.evaluate(HOVER, places(page, shape, rounds))
    changes = page.evaluate(CHANGE, list(range(1, rounds // 2 + 2)))
    script, laid = zip(*hovers, strict=True)
    return [
        [*times_row(f"{sizes}: pointing, script", _times(script)), FRAME],
        [*times_row(f"{sizes}: pointing, with layout", _times(laid)), FRAME],
        [*times_row(f"{sizes}: change to picture", _times(changes)), PICTURE],
    ]


def places(page: Page, shape: tuple[int, ...], count: int) -> list[tuple[float, float]]:
    """Places on the top of the middle cube, no value twice in a row."""
    chance = random.Random(0)
    window = tuple(min(12, length) for length in shape[:2])
    cells: list[tuple[int, ...]] = []
    while len(cells) < count:
        cell = (chance.randrange(window[0]), chance.randrange(window[1]), 0, 0)
        if cells[-1:] != [cell]:
            cells.append(cell)
    drawn = Scene((*window, min(shape[2], 4), min(shape[3], 4)))
    return [screen.place_of(page, "layer", cell, drawn) for cell in cells]


def _times(milliseconds: list[float] | tuple[float, ...]) -> Times:
    ordered = sorted(milliseconds)
    return Times(ordered[0] / 1e3, ordered[len(ordered) // 2] / 1e3)


if __name__ == "__main__":
    print(report("--tiny" in sys.argv[1:]))
