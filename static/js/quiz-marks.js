/**
 * Marking values in maps: each is a checkbox, so that it works by itself. Here the arrow keys walk from one to the next
 * as they lie on the page, with Shift the mark is taken along, and the mouse paints.
 */

/** @type {Record<string, [number, number]>} to the right, and down */
const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
/** @type {boolean | null} what the mouse leaves behind while it is pressed */
let painting = null;

/** Takes the cells of the page as it is now: one of them is a stop of the Tab key, the others are reached from it. */
export function adopt() {
  const every = cells();
  every.forEach((cell, k) => {
    cell.tabIndex = k ? -1 : 0;
  });
}

export function listen() {
  document.addEventListener('keydown', walk);
  document.addEventListener('pointerdown', begin);
  document.addEventListener('pointermove', paint);
  for (const end of ['pointerup', 'pointercancel']) document.addEventListener(end, stop);
  // The cell that was pressed has its mark already.
  document.addEventListener('click', (event) => {
    const cell = under(event.target);
    if (cell && event.detail && cell.dataset.painted !== undefined) {
      event.preventDefault();
      delete cell.dataset.painted;
    }
  });
}

function cells() {
  return [.../** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll('.marks input'))];
}

/** @param {EventTarget | null} target */
function under(target) {
  const found = target instanceof Element ? target.closest('label.cell')?.querySelector('input') : null;
  return found ?? null;
}

/** @param {KeyboardEvent} event */
function walk(event) {
  const from = event.target;
  const way = WAYS[event.key];
  if (!way || !(from instanceof HTMLInputElement) || !from.closest('.marks')) return;
  event.preventDefault();
  const next = neighbour(from, way);
  if (!next) return;
  from.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
  if (event.shiftKey) next.checked = from.checked;
}

/**
 * The nearest cell in a direction, in the same row or column of the page.
 *
 * @param {HTMLInputElement} from
 * @param {[number, number]} way
 */
function neighbour(from, [right, down]) {
  const here = from.getBoundingClientRect();
  const found = cells()
    .map((cell) => {
      const there = cell.getBoundingClientRect();
      const [dx, dy] = [there.x - here.x, there.y - here.y];
      return { cell, on: dx * right + dy * down, aside: Math.abs(dx * down) + Math.abs(dy * right) };
    })
    .filter(({ on, aside }) => on > 1 && aside < here.width / 2);
  return found.sort((a, b) => a.on - b.on)[0]?.cell;
}

/** @param {PointerEvent} event */
function begin(event) {
  const cell = under(event.target);
  // A finger that moves scrolls the page; it marks by tapping.
  if (!cell || event.button || event.pointerType === 'touch') return;
  painting = !cell.checked;
  cell.checked = painting;
  cell.dataset.painted = '';
  document.querySelector('.marks')?.classList.add('dragging');
}

/** @param {PointerEvent} event */
function paint(event) {
  if (painting === null) return;
  const cell = under(document.elementFromPoint(event.clientX, event.clientY));
  if (cell) cell.checked = painting;
}

function stop() {
  painting = null;
  document.querySelector('.marks')?.classList.remove('dragging');
}
