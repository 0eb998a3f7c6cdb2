/**
 * The drawn box: which cells of a three-dimensional box stand for which values of a tensor's window. Twin of
 * app/figures/box.py: depth is the batch axis, width the channel axis, height all other axes flattened in C order.
 * What each function does is said there.
 */

/**
 * @param {string[]} axes letters of the tensor's axes
 * @param {number[]} shape
 * @param {Box} window
 * @returns {Drawing}
 */
export function drawing(axes, shape, window) {
  const places = axes.map((_, place) => place);
  return {
    axes,
    shape,
    window,
    depth: places.filter((place) => axes[place] === 'N'),
    width: places.filter((place) => axes[place] === 'C'),
    height: places.filter((place) => axes[place] !== 'N' && axes[place] !== 'C'),
  };
}

/**
 * @param {Drawing} drawn
 * @returns {[number, number, number]}
 */
export function counts(drawn) {
  const cells = (/** @type {number[]} */ axes) =>
    axes.reduce((product, axis) => product * (drawn.window[axis][1] - drawn.window[axis][0]), 1);
  return [cells(drawn.depth), cells(drawn.width), cells(drawn.height)];
}

/**
 * @param {Drawing} drawn
 * @param {number[]} axes
 * @param {number} end
 */
export function goesOn(drawn, axes, end) {
  return axes.some((axis) => (end ? drawn.window[axis][1] < drawn.shape[axis] : drawn.window[axis][0] > 0));
}

/**
 * @param {Drawing} drawn
 * @param {Box} values
 * @returns {Cells[]}
 */
export function boxes(drawn, values) {
  const depth = clipped(drawn, drawn.depth, values);
  const width = clipped(drawn, drawn.width, values);
  if (depth[0] >= depth[1] || width[0] >= width[1]) return [];
  return runs(drawn, values).map((run) => [depth, width, run]);
}

/**
 * @param {Drawing} drawn
 * @param {number[]} axes
 * @param {Box} values
 * @returns {Span}
 */
function clipped(drawn, axes, values) {
  if (!axes.length) return [0, 1];
  const [first, last] = drawn.window[axes[0]];
  const [low, high] = values[axes[0]];
  return [Math.max(low, first) - first, Math.min(high, last) - first];
}

/**
 * @param {Drawing} drawn
 * @param {Box} values
 * @returns {Span[]}
 */
function runs(drawn, values) {
  const rows = counts(drawn)[2];
  /** @type {Span[]} */
  const found = [];
  for (let row = 0; row < rows; row += 1) {
    const places = rowPlaces(drawn, row);
    const inside = drawn.height.every((axis, k) => values[axis][0] <= places[k] && places[k] < values[axis][1]);
    if (!inside) continue;
    const last = found.at(-1);
    if (last && last[1] === row) last[1] = row + 1;
    else found.push([row, row + 1]);
  }
  return found;
}

/**
 * Where a row lies along the axes that height stands for.
 *
 * @param {Drawing} drawn
 * @param {number} row
 */
function rowPlaces(drawn, row) {
  const places = Array(drawn.height.length).fill(0);
  for (let k = drawn.height.length - 1; k >= 0; k -= 1) {
    const [low, high] = drawn.window[drawn.height[k]];
    places[k] = low + (row % (high - low));
    row = Math.floor(row / (high - low));
  }
  return places;
}

/**
 * The value that a drawn cell stands for.
 *
 * @param {Drawing} drawn
 * @param {[number, number, number]} place cell along depth, width and height
 * @returns {Index}
 */
export function cellAt(drawn, place) {
  const index = drawn.window.map(([low]) => low);
  for (const axis of drawn.depth) index[axis] += place[0];
  for (const axis of drawn.width) index[axis] += place[1];
  rowPlaces(drawn, place[2]).forEach((at, k) => {
    index[drawn.height[k]] = at;
  });
  return index;
}
