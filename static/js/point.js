/**
 * Pointing at a value shows it, a click pins it, a drag turns the cubes. Where cubes are a strip to swipe through, a
 * finger swipes; the buttons turn.
 *
 * @typedef {import('./comparison.js').Comparison} Comparison
 */

const DRAG = 5;
const DEGREES = 0.6;

/** @param {Comparison} comparison */
export function listen(comparison) {
  /** @type {{cube: HTMLElement, x: number, y: number, turn: number[], turning: boolean} | null} */
  let press = null;
  /** @type {PointerEvent | null} the newest move of this frame */
  let newest = null;
  let dragged = false;

  document.addEventListener('pointerdown', (event) => {
    const cube = cubeOf(event);
    dragged = false;
    if (!cube || event.button !== 0) return;
    if (event.pointerType !== 'mouse' && swipes(cube)) return;
    press = { cube, x: event.clientX, y: event.clientY, turn: comparison.turn, turning: false };
  });

  document.addEventListener('pointermove', (event) => {
    if (!newest) requestAnimationFrame(frame);
    newest = event;
  });

  function frame() {
    const event = newest;
    newest = null;
    if (!event) return;
    if (press) drag(press, event);
    else if (event.pointerType === 'mouse') hover(event);
  }

  /**
   * @param {NonNullable<typeof press>} from
   * @param {PointerEvent} event
   */
  function drag(from, event) {
    const [x, y] = [event.clientX - from.x, event.clientY - from.y];
    if (!from.turning && Math.hypot(x, y) < DRAG) return;
    if (!from.turning) from.cube.setPointerCapture(event.pointerId);
    from.turning = true;
    dragged = true;
    comparison.turnTo(from.turn[0] - x * DEGREES, from.turn[1] + y * DEGREES);
  }

  /** @param {PointerEvent} event */
  function hover(event) {
    const cell = under(comparison, event);
    if (cell) comparison.show(cell);
    else if (!document.querySelector('[data-cube]:focus-visible, [data-grid]:focus-visible')) comparison.unshow(); // else the keys walk
  }

  for (const end of ['pointerup', 'pointercancel']) {
    document.addEventListener(end, () => {
      press = null;
    });
  }

  document.addEventListener('click', (event) => {
    const cell = dragged ? null : under(comparison, event);
    if (cell) comparison.pin(cell);
  });
}

/**
 * The value under the pointer, in a cube or a map.
 *
 * @param {Comparison} comparison
 * @param {MouseEvent} event
 */
function under({ cubes, grids, pinned }, event) {
  const cube = cubeOf(event);
  if (cube) return cubes.under(cube, event);
  const map = event.target instanceof Element ? event.target.closest('[data-grid]') : null;
  return map ? grids.under(map, event, pinned) : null;
}

/**
 * @param {Event} event
 * @returns {HTMLElement | null}
 */
function cubeOf(event) {
  return event.target instanceof Element ? event.target.closest('[data-cube]') : null;
}

/**
 * Whether the cube stands in a strip that is wider than the screen.
 *
 * @param {HTMLElement} cube
 */
function swipes(cube) {
  const strip = cube.closest('.methods');
  return strip !== null && strip.scrollWidth > strip.clientWidth + 1;
}
