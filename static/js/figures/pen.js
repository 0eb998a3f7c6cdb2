/** How paths are written: in figure units, to 0.1 unit. */

export const NOTHING = 'M0,0';

/** @param {Point[]} points */
export function polygon(points) {
  return `M${points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join('L')}Z`;
}

/**
 * @param {Point} start
 * @param {Point} end
 */
export function segment(start, end) {
  return `M${start[0].toFixed(1)},${start[1].toFixed(1)}L${end[0].toFixed(1)},${end[1].toFixed(1)}`;
}

/**
 * Paths as one; where there are none, one that shows nothing.
 *
 * @param {string[]} paths
 */
export function joined(paths) {
  return paths.join('') || NOTHING;
}
