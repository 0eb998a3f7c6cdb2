/**
 * Orthographic projection of the drawn box onto the paper. Twin of app/figures/projection.py; what each function does
 * is said there. under.js has the way back.
 *
 * @typedef {[number, number, number]} Triple
 * @typedef {{middle: Point, outwards: Point}} Anchor
 */

export const WIDTH = 360;
export const HEIGHT = 330;
const ROOM = [WIDTH, HEIGHT];
const MARGIN = 6;
const LABEL_GAP = 9;
/** @type {Point} */
export const DEFAULT_TURN = [45, 35];
const ELEVATIONS = [10, 80];
const TALLEST = 1.3;
const SLIMMEST = 3;

export const DEPTH = 0;
export const ACROSS = 1;
export const DOWN = 2;
const AXES = [DEPTH, ACROSS, DOWN];

/**
 * A turn within bounds: azimuth 0 to 359, elevation 10 to 80, whole degrees.
 *
 * @param {number} azimuth
 * @param {number} elevation
 * @returns {Point}
 */
export function turned(azimuth, elevation) {
  const around = ((Math.round(azimuth) % 360) + 360) % 360;
  return [around, Math.min(ELEVATIONS[1], Math.max(ELEVATIONS[0], Math.round(elevation)))];
}

/**
 * @param {Triple} counts
 * @returns {Triple}
 */
export function lengths(counts) {
  const [depth, across, down] = counts.map(Math.sqrt);
  const height = Math.min(down, TALLEST * Math.max(depth, across));
  const least = Math.max(depth, across, height) / SLIMMEST;
  return [Math.max(depth, least), Math.max(across, least), Math.max(height, least)];
}

/**
 * @param {Point} turn
 * @returns {[Point, Point, Point]}
 */
export function units(turn) {
  const [azimuth, elevation] = turn.map((degrees) => (degrees * Math.PI) / 180);
  const [right, back, tilt] = [Math.cos(azimuth), Math.sin(azimuth), Math.sin(elevation)];
  return [
    [back, -right * tilt],
    [right, back * tilt],
    [0, Math.cos(elevation)],
  ];
}

/** @param {Point} turn */
function facesReader(turn) {
  const azimuth = (turn[0] * Math.PI) / 180;
  return [Math.cos(azimuth) >= 0, Math.sin(azimuth) >= 0];
}

/**
 * @param {Triple} counts
 * @param {Point} turn
 * @returns {[Anchor, Anchor, Anchor]}
 */
function anchors(counts, turn) {
  const sides = lengths(counts);
  const axes = units(turn);
  const [first, last] = facesReader(turn);
  const depth = middle(sides, axes, [0, last ? 1 : -1, 1]);
  const across = middle(sides, axes, [first ? -1 : 1, 0, 1]);
  const down = middle(sides, axes, [axes[DEPTH][0] >= 0 ? -1 : 1, axes[ACROSS][0] >= 0 ? -1 : 1, 0]);
  return [
    { middle: depth, outwards: outwards(axes[DEPTH], depth) },
    { middle: across, outwards: outwards(axes[ACROSS], across) },
    { middle: down, outwards: [-1, 0] },
  ];
}

/**
 * @param {Triple} sides
 * @param {Point[]} axes
 * @param {Triple} at −1 (first side), 0 (middle) or 1 (last side) along each axis
 * @returns {Point}
 */
function middle(sides, axes, at) {
  const sum = (/** @type {0 | 1} */ k) =>
    AXES.reduce((total, axis) => total + ((at[axis] * sides[axis]) / 2) * axes[axis][k], 0);
  return [sum(0), sum(1)];
}

/**
 * @param {Point} edge
 * @param {Point} from
 * @returns {Point}
 */
function outwards(edge, from) {
  const size = Math.hypot(...edge);
  const [x, y] = [-edge[1] / size, edge[0] / size];
  return x * from[0] + y * from[1] >= 0 ? [x, y] : [-x, -y];
}

/**
 * @param {Anchor} anchor
 * @param {Point} half
 * @returns {Point}
 */
function offset({ outwards: [x, y] }, half) {
  const away = half[0] * Math.abs(x) + half[1] * Math.abs(y) + LABEL_GAP;
  return [x * away, y * away];
}

/**
 * @param {Triple} counts
 * @param {Point} turn
 * @param {Halves} halves
 * @param {number} k
 * @returns {Triple[]}
 */
function spread(counts, turn, halves, k) {
  const sides = lengths(counts);
  const axes = units(turn);
  const reach = AXES.reduce((sum, axis) => sum + sides[axis] * Math.abs(axes[axis][k]), 0) / 2;
  /** @type {Triple[]} */
  const extents = [
    [-reach, 0, 0],
    [reach, 0, 0],
  ];
  anchors(counts, turn).forEach((anchor, axis) => {
    const half = halves[axis];
    if (!half[0]) return;
    const move = offset(anchor, half)[k];
    extents.push([anchor.middle[k], move - half[k], move + half[k]]);
  });
  return extents;
}

/**
 * @param {Triple} counts
 * @param {Halves} halves
 * @returns {{scale: number, centre: Point}}
 */
function placed(counts, halves) {
  const extents = ROOM.map((_, k) => spread(counts, DEFAULT_TURN, halves, k));
  let scale = Infinity;
  extents.forEach((items, k) => {
    for (const first of items) {
      for (const last of items) {
        const gap = last[0] - first[0];
        if (gap > 1e-9) scale = Math.min(scale, (ROOM[k] - 2 * MARGIN - (last[2] - first[1])) / gap);
      }
    }
  });
  const [x, y] = extents.map((items, k) => {
    const low = Math.min(...items.map(([place, before]) => place * scale + before));
    const high = Math.max(...items.map(([place, , after]) => place * scale + after));
    return (ROOM[k] - low - high) / 2;
  });
  return { scale, centre: [x, y] };
}

/**
 * @param {Triple} counts
 * @param {Point} turn
 * @param {Halves} halves
 * @returns {View}
 */
export function view(counts, turn, halves) {
  const { scale: largest, centre } = placed(counts, halves);
  let scale = largest;
  ROOM.forEach((room, k) => {
    for (const [place, low, high] of spread(counts, turn, halves, k)) {
      if (place > 1e-9) scale = Math.min(scale, (room - MARGIN - centre[k] - high) / place);
      else if (place < -1e-9) scale = Math.min(scale, (centre[k] - MARGIN + low) / -place);
    }
  });
  const sides = lengths(counts);
  const axes = units(turn);
  const [a, b, c] = AXES.map((axis) => {
    const size = (sides[axis] * scale) / counts[axis];
    return /** @type {Point} */ ([axes[axis][0] * size, axes[axis][1] * size]);
  });
  const start = (/** @type {0 | 1} */ k) =>
    centre[k] - (a[k] * counts[DEPTH] + b[k] * counts[ACROSS] + c[k] * counts[DOWN]) / 2;
  const [first, last] = facesReader(turn);
  return {
    counts,
    scale,
    centre,
    origin: [start(0), start(1)],
    steps: [a, b, c],
    near: [first ? 0 : counts[DEPTH], last ? counts[ACROSS] : 0, 0],
  };
}

/**
 * @param {View} seen
 * @param {Point} turn
 * @param {Halves} halves
 * @returns {Point[]}
 */
export function labelPlaces(seen, turn, halves) {
  return anchors(seen.counts, turn).map((anchor, axis) => {
    const move = offset(anchor, halves[axis]);
    return [
      seen.centre[0] + anchor.middle[0] * seen.scale + move[0],
      seen.centre[1] + anchor.middle[1] * seen.scale + move[1],
    ];
  });
}

/**
 * @param {View} seen
 * @param {number[]} place
 * @returns {Point}
 */
export function point(seen, place) {
  const on = (/** @type {0 | 1} */ k) =>
    seen.origin[k] + place[0] * seen.steps[0][k] + place[1] * seen.steps[1][k] + place[2] * seen.steps[2][k];
  return [on(0), on(1)];
}
