/**
 * The way back from the projection: from a point on paper to the cell whose face is there.
 *
 * @typedef {import('./projection.js').Triple} Triple
 */
import { ACROSS, DEPTH, DOWN, point } from './projection.js';

const AXES = [DEPTH, ACROSS, DOWN];

/**
 * The drawn cell whose face towards the reader is at this point of the paper, or null beside the box.
 *
 * @param {View} seen
 * @param {Point} at
 * @returns {Triple | null}
 */
export function cellUnder(seen, at) {
  for (const axis of AXES) {
    const [first, second] = AXES.filter((other) => other !== axis);
    const corner = [0, 0, 0];
    corner[axis] = seen.near[axis];
    const start = point(seen, corner);
    const [a, b] = [seen.steps[first], seen.steps[second]];
    const size = a[0] * b[1] - a[1] * b[0];
    if (Math.abs(size) < 1e-6) continue;
    const [x, y] = [at[0] - start[0], at[1] - start[1]];
    const place = [0, 0, 0];
    place[axis] = seen.near[axis] ? seen.counts[axis] - 1 : 0;
    place[first] = Math.floor((x * b[1] - y * b[0]) / size);
    place[second] = Math.floor((a[0] * y - a[1] * x) / size);
    if ([first, second].every((one) => place[one] >= 0 && place[one] < seen.counts[one])) {
      return [place[0], place[1], place[2]];
    }
  }
  return null;
}
