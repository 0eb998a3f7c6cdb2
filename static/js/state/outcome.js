/**
 * The answer that the page carries, ready to be asked about any value of the window. Pure: no document, no server.
 */

/**
 * @param {Answer} answer
 * @returns {Outcome}
 */
export function outcome(answer) {
  const { axes, shape } = answer.tensor;
  return {
    answer,
    axes,
    shape,
    window: answer.window.ranges,
    values: numbers(answer.window.values),
    statistics: new Map(
      answer.methods.map(({ key, statistics }) => [
        key,
        {
          start: statistics.start,
          shape: statistics.shape,
          mean: flat(statistics.mean),
          variance: flat(statistics.variance),
        },
      ]),
    ),
  };
}

/**
 * Numbers out of base64: little-endian, as every browser's machine has them.
 *
 * @param {{ dtype: string, bdata: string }} typed
 */
export function numbers({ dtype, bdata }) {
  const { buffer } = Uint8Array.from(atob(bdata), (letter) => letter.charCodeAt(0));
  return Float64Array.from(dtype === 'f4' ? new Float32Array(buffer) : new Float64Array(buffer));
}

/**
 * Nested lists in C order; what JSON has no number for comes as "NaN", "Infinity" or "-Infinity".
 *
 * @param {Nested} nested
 */
function flat(nested) {
  /** @type {Nested[]} */
  let level = [nested];
  while (Array.isArray(level[0])) level = /** @type {Nested[][]} */ (level).flat();
  return Float64Array.from(level, Number);
}

/**
 * Whether a value is drawn, and so known here.
 *
 * @param {Outcome} known
 * @param {Index} cell
 */
export function inWindow(known, cell) {
  return cell.every((place, axis) => known.window[axis][0] <= place && place < known.window[axis][1]);
}

/**
 * The value at a cell of the window.
 *
 * @param {Outcome} known
 * @param {Index} cell
 */
export function valueAt(known, cell) {
  const lengths = known.window.map(([low, high]) => high - low);
  return known.values[flatPlace(cell.map((place, axis) => place - known.window[axis][0]), lengths)];
}

/**
 * The arithmetic of one value in one method, step by step: the formulas of app/core/normalize.py, in the same order.
 *
 * @param {Outcome} known
 * @param {MethodAnswer} method
 * @param {Index} cell
 * @returns {Arithmetic}
 */
export function arithmetic(known, method, cell) {
  const { answer, shape } = known;
  const found = /** @type {Statistics} */ (known.statistics.get(method.key));
  const pool = poolOf(shape, method.statistics_shape, cell);
  const place = flatPlace(pool.map((at, axis) => at - found.start[axis]), found.shape);
  const value = valueAt(known, cell);
  const [mean, variance] = [found.mean[place], found.variance[place]];
  const deviation = Math.sqrt(variance);
  const centred = value - mean;
  const denominator =
    answer.epsilon_place === 'variance' ? Math.sqrt(variance + answer.epsilon) : deviation + answer.epsilon;
  const standardized = centred / denominator;
  const scale = answer.scale;
  const offset = method.centers ? answer.offset : 0;
  const output = standardized * scale + offset;
  return { value, mean, variance, deviation, centred, denominator, standardized, scale, offset, output };
}

/**
 * The pool that a value belongs to, as an index into the statistics.
 *
 * @param {number[]} shape
 * @param {number[]} parts
 * @param {Index} cell
 */
export function poolOf(shape, parts, cell) {
  return cell.map((place, axis) => Math.floor((place * parts[axis]) / shape[axis]));
}

/**
 * The value at the same place of another pool: `step` pools on, in C order, from the last round to the first.
 *
 * @param {number[]} shape
 * @param {number[]} parts
 * @param {Index} cell
 * @param {number} step
 */
export function inNextPool(shape, parts, cell, step) {
  const count = parts.reduce((product, part) => product * part, 1);
  let number = (((flatPlace(poolOf(shape, parts, cell), parts) + step) % count) + count) % count;
  const next = [...cell];
  for (let axis = parts.length - 1; axis >= 0; axis -= 1) {
    const block = shape[axis] / parts[axis];
    next[axis] = (number % parts[axis]) * block + (cell[axis] % block);
    number = Math.floor(number / parts[axis]);
  }
  return next;
}

/**
 * The next value along some axes taken together in C order, or null past an end.
 *
 * @param {number[]} shape
 * @param {number[]} axes
 * @param {Index} cell
 * @param {number} step
 */
export function along(shape, axes, cell, step) {
  const lengths = axes.map((axis) => shape[axis]);
  let place = flatPlace(axes.map((axis) => cell[axis]), lengths) + step;
  if (place < 0 || place >= lengths.reduce((product, length) => product * length, 1)) return null;
  const next = [...cell];
  for (const axis of [...axes].reverse()) {
    next[axis] = place % shape[axis];
    place = Math.floor(place / shape[axis]);
  }
  return next;
}

/**
 * @param {number[]} place
 * @param {number[]} shape
 */
function flatPlace(place, shape) {
  return place.reduce((sum, at, axis) => sum * shape[axis] + at, 0);
}

/**
 * Where a value is: "sample 1 · channel 2 · row 0 · column 3", by what one place along each axis is called.
 *
 * @param {string[]} ones
 * @param {Index} cell
 */
export function cellName(ones, cell) {
  return cell.map((place, axis) => `${ones[axis]} ${place}`).join(' · ');
}

/**
 * @param {number[]} one
 * @param {number[]} other
 */
export function same(one, other) {
  return one.length === other.length && one.every((part, k) => part === other[k]);
}
