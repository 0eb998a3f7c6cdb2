/**
 * Where values lie on paper when a tensor is unfolded. Twin of app/figures/grid.py, with the way back: from a point on
 * paper to the value whose pixel is there. What each function does is said in that file.
 *
 * @typedef {[0 | 1, number, number]} Side down (0) or across (1), the axis inside of a map, and the map's row or column
 */
import { NOTHING } from './pen.js';

const MARK = 8;
const OUT = 1.5;

/**
 * @param {Grid} grid
 * @param {0 | 1} side
 */
const size = (grid, side) => grid.cells[side] * grid.unit[side];

/**
 * @param {Grid} grid
 * @param {0 | 1} side
 * @param {number} place
 */
const at = (grid, side, place) => grid.origin[side] + place * (size(grid, side) + grid.gaps[side]);

/**
 * Row and column of the map that a value lies in.
 *
 * @param {Grid} grid
 * @param {Index} cell
 * @returns {Point}
 */
function mapOf({ outer, window, columns }, cell) {
  const number = outer.reduce((sum, axis) => sum * (window[axis][1] - window[axis][0]) + cell[axis] - window[axis][0], 0);
  return [Math.floor(number / columns), number % columns];
}

/**
 * @param {Grid} grid
 * @param {Side} where
 * @param {Box} box
 * @returns {Span}
 */
function pixels(grid, [side, axis], box) {
  if (axis < 0) return [0, 1];
  const [start] = grid.window[axis];
  return [Math.floor((box[axis][0] - start) / grid.steps[side]), Math.ceil((box[axis][1] - start) / grid.steps[side])];
}

/**
 * The outline of a box of values.
 *
 * @param {Grid} grid
 * @param {Box} box
 */
export function poolPath(grid, box) {
  /** @type {Box} */
  const shown = box.map(([low, high], axis) => [Math.max(low, grid.window[axis][0]), Math.min(high, grid.window[axis][1])]);
  if (shown.some(([low, high]) => low >= high)) return NOTHING;
  const first = mapOf(grid, shown.map(([low]) => low));
  const last = mapOf(grid, shown.map(([, high]) => high - 1));
  if (grid.outer.length === 1 && first[0] < last[0]) [first[1], last[1]] = [0, grid.columns - 1];
  const rows = spans(grid, [0, grid.down, first[0]], last[0], shown, grid.outer.length !== 1);
  const columns = spans(grid, [1, grid.across, first[1]], last[1], shown, true);
  return rows.flatMap((y) => columns.map((x) => rectangle(y, x, OUT))).join('');
}

/**
 * @param {Grid} grid
 * @param {Side} from
 * @param {number} last
 * @param {Box} box
 * @param {boolean} joined
 * @returns {Span[]}
 */
function spans(grid, [side, axis, first], last, box, joined) {
  const [low, high] = pixels(grid, [side, axis, first], box);
  if (joined && low === 0 && high === grid.cells[side]) {
    return [[at(grid, side, first), at(grid, side, last) + size(grid, side)]];
  }
  return Array.from({ length: last - first + 1 }, (_, k) => {
    const start = at(grid, side, first + k);
    return [start + low * grid.unit[side], start + high * grid.unit[side]];
  });
}

/**
 * The outline of a value's pixel.
 *
 * @param {Grid} grid
 * @param {Index} cell
 */
export function cellPath(grid, cell) {
  if (cell.some((place, axis) => place < grid.window[axis][0] || place >= grid.window[axis][1])) return NOTHING;
  /** @type {Box} */
  const box = cell.map((place) => [place, place + 1]);
  const map = mapOf(grid, cell);
  const span = (/** @type {0 | 1} */ side, /** @type {number} */ axis) => {
    const start = at(grid, side, map[side]);
    const [low, high] = pixels(grid, [side, axis, 0], box).map((pixel) => start + pixel * grid.unit[side]);
    const more = Math.max(0, MARK - (high - low)) / 2;
    return /** @type {Span} */ ([low - more, high + more]);
  };
  return rectangle(span(0, grid.down), span(1, grid.across), 0);
}

/**
 * @param {Span} y
 * @param {Span} x
 * @param {number} out
 */
function rectangle([top, bottom], [left, right], out) {
  const [t, b, l, r] = [top - out, bottom + out, left - out, right + out].map((length) => length.toFixed(1));
  return `M${l},${t}H${r}V${b}H${l}Z`;
}

/**
 * The value at a point of the figure, or null between maps. Where no axis is drawn, the value is where `near` is; where
 * a pixel stands for several values, so it is while `near` is among them, and else it is the first of them.
 *
 * @param {Grid} grid
 * @param {Point} point x and y
 * @param {Index} near
 * @returns {Index | null}
 */
export function cellAt(grid, [x, y], near) {
  /** @type {number[]} */
  const map = [];
  const cell = [...near];
  for (const [side, axis, place] of /** @type {Side[]} */ ([[0, grid.down, y], [1, grid.across, x]])) {
    const pitch = size(grid, side) + grid.gaps[side];
    const from = place - grid.origin[side];
    map[side] = Math.floor(from / pitch);
    const pixel = Math.floor((from - map[side] * pitch) / grid.unit[side]);
    if (from < 0 || pixel >= grid.cells[side]) return null;
    const first = grid.window[axis][0] + pixel * grid.steps[side];
    if (cell[axis] < first || cell[axis] >= first + grid.steps[side]) cell[axis] = first;
  }
  if (map[1] >= grid.columns) return null;
  let number = map[0] * grid.columns + map[1];
  for (const axis of [...grid.outer].reverse()) {
    const [low, high] = grid.window[axis];
    cell[axis] = low + (number % (high - low));
    number = Math.floor(number / (high - low));
  }
  return number ? null : cell;
}

/**
 * The axes along one side, outermost first, and how far a step goes.
 *
 * @param {Grid} grid
 * @param {0 | 1} side
 * @returns {[number[], number]}
 */
export function walk(grid, side) {
  const axis = side ? grid.across : grid.down;
  const outer = grid.outer.filter((_, k) => (grid.outer.length > 1 ? k === side : !side));
  return [[...outer, axis], grid.steps[side]];
}
