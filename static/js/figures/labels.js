/**
 * How much room the axes' names take, and how many lines they have. Twin of app/figures/labels.py, without the text:
 * that is in the figure which came from the server.
 */
import { goesOn } from './box.js';

const LETTER_SIZE = 24;
const NOTE_SIZE = 15;
const NOTE_LINE = 18;
/** From the middle of a line of text down to its baseline, in font sizes: as in app/figures/svg.py. */
export const BASELINE = 0.35;

/**
 * @param {Drawing} drawn
 * @param {number[]} axes
 * @returns {{half: Point, notes: number}}
 */
export function label(drawn, axes) {
  if (!axes.length) return { half: [0, 0], notes: 0 };
  const letters = axes.map((axis) => drawn.axes[axis]).join(', ');
  const sizes = axes.map((axis) => String(drawn.shape[axis])).join(' × ');
  const spans = axes.map((axis) => span(drawn.window[axis])).join(', ');
  const cut = goesOn(drawn, axes, 0) || goesOn(drawn, axes, 1);
  let equals = '';
  /** @type {string[]} */
  let notes = [];
  if (axes.length > 1) notes = cut ? [spans, `of ${sizes}`] : [sizes];
  else if (cut) notes = [`${spans} of ${sizes}`];
  else equals = ` = ${sizes}`;
  const large = (letters.length * 0.68 + equals.length * 0.5) * LETTER_SIZE;
  const small = Math.max(0, ...notes.map((note) => note.length)) * 0.52 * NOTE_SIZE;
  return { half: [Math.max(large, small) / 2, (LETTER_SIZE + NOTE_LINE * notes.length) / 2], notes: notes.length };
}

/** @param {Span} range */
function span([low, high]) {
  return high - low === 1 ? String(low) : `${low}–${high - 1}`;
}

/**
 * The centres of the lines of one label, from the label's centre.
 *
 * @param {{half: Point, notes: number}} written
 * @param {Point} centre
 * @returns {Point[]}
 */
export function lines({ half, notes }, [x, y]) {
  if (!half[0]) return [];
  const top = y - half[1];
  /** @type {Point[]} */
  const places = [[x, top + LETTER_SIZE / 2]];
  for (let line = 0; line < notes; line += 1) places.push([x, top + LETTER_SIZE + (line + 0.5) * NOTE_LINE]);
  return places;
}
