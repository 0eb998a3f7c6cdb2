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

COUNT = """() => {
  window.drawn = 0;
  const { react } = Plotly;
  Plotly.react = (...given) => { window.drawn += 1; return react(...given); };
}"""
TWO_FRAMES = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


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


def test_other_numbers_move_paths_and_other_axes_are_drawn_once(visit):
    page = visit("/?shape=4,3,4,4&source=gaussian&seed=1&methods=batch,layer,instance&view=code")
    page.evaluate(COUNT)
    page.fill('[name="seed"]', "2")
    screen.wait_for_query(page, seed="2")
    screen.assert_true(page)
    page.evaluate(TWO_FRAMES)
    assert page.evaluate("drawn") == 0
    page.fill('[name="size.C"]', "5")
    screen.wait_for_query(page, shape="4,5,4,4")
    screen.assert_true(page)
    page.evaluate(TWO_FRAMES)
    assert page.evaluate("drawn") == len(METHODS)
