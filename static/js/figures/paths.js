/**
 * Paths of boxes on paper: faces, grids, contours, hidden edges. Twin of app/figures/paths.py; all in figure units,
 * to 0.1 unit. What each function does is said there.
 */
import { goesOn } from './box.js';
import { joined, NOTHING, polygon, segment } from './pen.js';
import { ACROSS, DEPTH, DOWN, point } from './projection.js';

const AXES = [DEPTH, ACROSS, DOWN];
/** @type {[string, number][]} */
const FACES = [
  ['top', DOWN],
  ['front', DEPTH],
  ['side', ACROSS],
];
const STUB = 11;

/**
 * @param {View} seen
 * @param {Drawing} drawn
 * @returns {Record<string, string>}
 */
export function bodyPaths(seen, drawn) {
  const [depth, across, down] = seen.counts;
  /** @type {Cells} */
  const whole = [
    [0, depth],
    [0, across],
    [0, down],
  ];
  /** @type {Record<string, string>} */
  const paths = {};
  for (const [name, axis] of FACES) paths[`face-${name}`] = polygon(facePoints(seen, axis, whole));
  paths.grid = joined(FACES.flatMap(([, axis]) => gridLines(seen, axis, whole)));
  paths.outline = joined([polygon(silhouette(seen, whole)), ...innerEdges(seen, whole)]);
  paths['outline-cut'] = joined(cutStubs(seen, drawn, whole));
  return paths;
}

/**
 * @param {View} seen
 * @param {Cells[]} boxes
 * @returns {Record<string, string>}
 */
export function poolPaths(seen, boxes) {
  /** @type {Record<string, string>} */
  const paths = {};
  /** @type {string[]} */
  const grid = [];
  for (const [name, axis] of FACES) {
    const patches = boxes.filter((box) => inSight(seen, axis, box));
    paths[`pool-${name}`] = joined(patches.map((box) => polygon(facePoints(seen, axis, box))));
    grid.push(...patches.flatMap((box) => gridLines(seen, axis, box)));
  }
  paths['pool-grid'] = joined(grid);
  paths['pool-inside'] = joined(boxes.map((box) => polygon(silhouette(seen, box))));
  paths['pool-edge'] = joined(boxes.flatMap((box) => hiddenEdges(seen, box)));
  return paths;
}

/**
 * @param {View} seen
 * @param {Cells[]} boxes
 * @returns {Record<string, string>}
 */
export function selectionPaths(seen, boxes) {
  const outline = boxes.flatMap((box) =>
    FACES.filter(([, axis]) => inSight(seen, axis, box)).map(([, axis]) => polygon(facePoints(seen, axis, box))),
  );
  if (outline.length) {
    const path = joined(outline);
    return { 'selection-inside': NOTHING, 'selection-outer': path, 'selection-inner': path };
  }
  const inside = joined(boxes.map((box) => polygon(silhouette(seen, box))));
  const edges = joined(boxes.flatMap((box) => [polygon(silhouette(seen, box)), ...innerEdges(seen, box)]));
  return { 'selection-inside': inside, 'selection-outer': inside, 'selection-inner': edges };
}

/**
 * @param {View} seen
 * @param {Cells} box
 */
function ends(seen, box) {
  return [
    box.map(([low, high], axis) => (seen.near[axis] === 0 ? low : high)),
    box.map(([low, high], axis) => (seen.near[axis] === 0 ? high : low)),
  ];
}

/**
 * @param {View} seen
 * @param {number} axis
 * @param {Cells} box
 */
function inSight(seen, axis, box) {
  return ends(seen, box)[0][axis] === seen.near[axis];
}

/** @param {number} axis */
function others(axis) {
  return AXES.filter((other) => other !== axis);
}

/**
 * @param {View} seen
 * @param {number} axis
 * @param {Cells} box
 */
function facePoints(seen, axis, box) {
  const [first, second] = others(axis);
  return corners([0, 1, 1, 0], [0, 0, 1, 1], (i, j) => {
    const corner = [...ends(seen, box)[0]];
    corner[first] = box[first][i];
    corner[second] = box[second][j];
    return point(seen, corner);
  });
}

/**
 * @template T
 * @param {number[]} firsts
 * @param {number[]} seconds
 * @param {(i: number, j: number) => T} make
 */
function corners(firsts, seconds, make) {
  return firsts.map((i, k) => make(i, seconds[k]));
}

/**
 * @param {View} seen
 * @param {number} axis
 * @param {Cells} box
 */
function gridLines(seen, axis, box) {
  const [first, second] = others(axis);
  const lines = [];
  for (const [along, fixed] of [
    [first, second],
    [second, first],
  ]) {
    const start = [...ends(seen, box)[0]];
    const end = [...start];
    [start[along], end[along]] = box[along];
    for (let place = box[fixed][0] + 1; place < box[fixed][1]; place += 1) {
      start[fixed] = end[fixed] = place;
      lines.push(segment(point(seen, start), point(seen, end)));
    }
  }
  return lines;
}

/**
 * @param {View} seen
 * @param {Cells} box
 */
function silhouette(seen, box) {
  const pair = ends(seen, box);
  const around = [
    [0, 0, 1],
    [0, 1, 1],
    [0, 1, 0],
    [1, 1, 0],
    [1, 0, 0],
    [1, 0, 1],
  ];
  return around.map((ijk) => point(seen, ijk.map((end, axis) => pair[end][axis])));
}

/**
 * @param {View} seen
 * @param {Cells} box
 */
function innerEdges(seen, box) {
  const [near, far] = ends(seen, box);
  return AXES.map((axis) => {
    const end = [...near];
    end[axis] = far[axis];
    return segment(point(seen, near), point(seen, end));
  });
}

/**
 * @param {View} seen
 * @param {Cells} box
 */
function hiddenEdges(seen, box) {
  const lines = [];
  for (const axis of AXES) {
    const [first, second] = others(axis);
    for (const corner of endCorners(box, axis, 0)) {
      if (corner[first] === seen.near[first] || corner[second] === seen.near[second]) continue;
      const end = [...corner];
      end[axis] = box[axis][1];
      lines.push(segment(point(seen, corner), point(seen, end)));
    }
  }
  return lines;
}

/**
 * @param {View} seen
 * @param {Drawing} drawn
 * @param {Cells} whole
 */
function cutStubs(seen, drawn, whole) {
  const lines = [];
  const far = ends(seen, whole)[1];
  for (const axis of AXES) {
    const places = [drawn.depth, drawn.width, drawn.height][axis];
    const step = seen.steps[axis];
    const size = Math.hypot(...step);
    for (const end of [0, 1]) {
      if (!goesOn(drawn, places, end)) continue;
      const sign = end ? 1 : -1;
      for (const corner of endCorners(whole, axis, end)) {
        if (corner.every((place, k) => place === far[k])) continue;
        const [x, y] = point(seen, corner);
        lines.push(segment([x, y], [x + ((sign * step[0]) / size) * STUB, y + ((sign * step[1]) / size) * STUB]));
      }
    }
  }
  return lines;
}

/**
 * @param {Cells} box
 * @param {number} axis
 * @param {number} end
 */
function endCorners(box, axis, end) {
  const [first, second] = others(axis);
  return corners([0, 0, 1, 1], [0, 1, 0, 1], (i, j) => {
    const corner = [0, 0, 0];
    corner[axis] = box[axis][end];
    corner[first] = box[first][i];
    corner[second] = box[second][j];
    return corner;
  });
}
