"""A highlight is drawn in the frame that follows the pointer's move: what a reader calls at once."""

from tests.browser import screen
from tests.browser.screen import METHODS

MOVE = """([x, y]) => new Promise((answered) => {
  const cubes = [...document.querySelectorAll('[data-cube]')];
  const drawn = (cube) => [...cube.querySelectorAll('.shapelayer path')].map((path) => path.getAttribute('d')).join();
  const paths = () => cubes.map(drawn);
  const before = paths();
  document.elementFromPoint(x, y).dispatchEvent(
    new PointerEvent('pointermove', { bubbles: true, clientX: x, clientY: y, pointerType: 'mouse' }));
  requestAnimationFrame(() => answered({
    lit: paths().map((path, k) => path !== before[k]),
    cell: document.querySelector('[data-cell="index"]').textContent,
  }));
})"""

WATCH = """() => {
  window.writes = 0;
  const watch = new MutationObserver((changes) => { window.writes += changes.length; });
  watch.observe(document.querySelector('[data-cell="index"]'), { childList: true, characterData: true, subtree: true });
}"""


def test_all_cubes_are_lit_in_the_next_frame(visit):
    page = visit()
    for cell in [(0, 2, 0, 0), (0, 0, 2, 1), (2, 0, 0, 0)]:
        seen = page.evaluate(MOVE, screen.place_of(page, "layer", cell))
        assert seen["lit"] == [True] * len(METHODS)
        assert seen["cell"] == ",".join(map(str, cell))


def test_many_moves_in_one_frame_are_drawn_once_and_the_last_counts(visit):
    page = visit()
    page.evaluate(WATCH)
    places = [screen.place_of(page, "layer", cell) for cell in [(0, 0, 0, 0), (3, 2, 0, 0), (0, 2, 0, 0), (2, 0, 0, 0)]]
    page.evaluate(
        """(places) => new Promise((done) => {
          for (const [x, y] of places) {
            document.elementFromPoint(x, y).dispatchEvent(
              new PointerEvent('pointermove', { bubbles: true, clientX: x, clientY: y, pointerType: 'mouse' }));
          }
          requestAnimationFrame(() => requestAnimationFrame(done));
        })""",
        places,
    )
    screen.wait_for_cell(page, (2, 0, 0, 0))
    assert page.evaluate("window.writes") == 1
