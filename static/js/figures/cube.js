/**
 * One tensor as a cube, one pool lit up in it: the paths of app/figures/cube.py, drawn again while one points and turns.
 */
import { boxes, cellAt, counts } from './box.js';
import { label, lines } from './labels.js';
import { bodyPaths, poolPaths, selectionPaths } from './paths.js';
import { labelPlaces, view } from './projection.js';
import { cellUnder } from './under.js';

/**
 * The body of the cube as it is seen: the same for every method and every selected value.
 *
 * @param {Drawing} drawn
 * @param {Point} turn
 * @returns {{seen: View, scene: Scene}}
 */
export function body(drawn, turn) {
  const written = [drawn.depth, drawn.width, drawn.height].map((axes) => label(drawn, axes));
  /** @type {Halves} */
  const halves = [written[0].half, written[1].half, written[2].half];
  const seen = view(counts(drawn), turn, halves);
  const centres = labelPlaces(seen, turn, halves);
  return { seen, scene: { paths: bodyPaths(seen, drawn), places: written.flatMap((one, k) => lines(one, centres[k])) } };
}

/**
 * The pool of a value, where the statistics have this many parts along each axis, and the value itself.
 *
 * @param {View} seen
 * @param {Drawing} drawn
 * @param {number[]} parts
 * @param {Index} cell
 * @returns {Record<string, string>}
 */
export function highlight(seen, drawn, parts, cell) {
  return {
    ...poolPaths(seen, boxes(drawn, poolBox(drawn.shape, parts, cell))),
    ...selectionPaths(seen, boxes(drawn, cell.map((place) => [place, place + 1]))),
  };
}

/**
 * The pool of a value as one half-open range for each axis: the formula of app/core/pools.py.
 *
 * @param {number[]} shape
 * @param {number[]} parts
 * @param {Index} cell
 * @returns {Box}
 */
export function poolBox(shape, parts, cell) {
  return cell.map((place, axis) => {
    const block = shape[axis] / parts[axis];
    const pool = Math.floor(place / block);
    return [pool * block, (pool + 1) * block];
  });
}

/**
 * The value whose face is at this point of the figure, or null beside the cube.
 *
 * @param {View} seen
 * @param {Drawing} drawn
 * @param {Point} at
 * @returns {Index | null}
 */
export function valueUnder(seen, drawn, at) {
  const place = cellUnder(seen, at);
  return place && cellAt(drawn, place);
}
