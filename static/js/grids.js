/**
 * Maps of values and matrices of planes: pointing at a cell means a value, as pointing into a cube does, and the pool of
 * the value shown is outlined in all of them.
 */
import { poolBox } from './figures/cube.js';
import { cellAt, cellPath, poolPath, walk } from './figures/grid.js';

/** @type {Record<string, [0 | 1, number]>} */
const WALKS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [1, -1], ArrowRight: [1, 1] };

export class Grids {
  /** @type {{element: HTMLElement, grid: Grid, parts: number[] | undefined}[]} */
  grids = [];

  /**
   * Takes the grids of the page as it is now.
   *
   * @param {Outcome} known
   */
  adopt(known) {
    this.shape = known.shape;
    const elements = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-grid]'));
    this.grids = [...elements].map((element) => ({
      element,
      grid: JSON.parse(element.dataset.places ?? ''),
      parts: known.answer.methods.find(({ key }) => key === element.dataset.grid)?.statistics_shape,
    }));
  }

  /** Those on the page are of values that are no longer shown. */
  leave() {
    this.grids = [];
  }

  /**
   * Outlines a value, and its pool.
   *
   * @param {Index} cell
   */
  light(cell) {
    for (const { element, grid, parts } of this.grids) {
      trace(element, 'selection', cellPath(grid, cell));
      if (parts && this.shape) trace(element, 'map', poolPath(grid, poolBox(this.shape, parts, cell)));
    }
  }

  /**
   * The value under a point of the screen.
   *
   * @param {Element} element
   * @param {{clientX: number, clientY: number}} point
   * @param {Index} near
   */
  under(element, point, near) {
    const grid = this.of(element);
    const drawing = element.querySelector('svg');
    const matrix = drawing?.getScreenCTM();
    if (!grid || !matrix) return null;
    const { x, y } = new DOMPoint(point.clientX, point.clientY).matrixTransform(matrix.inverse());
    return cellAt(grid, [x, y], near);
  }

  /**
   * Along which axes a key walks, and how far; nothing for other keys.
   *
   * @param {Element} element
   * @param {string} key
   * @returns {[number[], number] | undefined}
   */
  walk(element, key) {
    const grid = this.of(element);
    if (!grid || !WALKS[key]) return undefined;
    const [axes, step] = walk(grid, WALKS[key][0]);
    return [axes, step * WALKS[key][1]];
  }

  /**
   * Whether a value lies in the map.
   *
   * @param {Element} element
   * @param {Index} cell
   */
  holds(element, cell) {
    const grid = this.of(element);
    return grid !== undefined && cell.every((at, axis) => grid.window[axis][0] <= at && at < grid.window[axis][1]);
  }

  /** @param {Element} element */
  of(element) {
    return this.grids.find((each) => each.element === element)?.grid;
  }
}

/**
 * @param {HTMLElement} element
 * @param {'selection' | 'map'} what
 * @param {string} path
 */
function trace(element, what, path) {
  const roles = what === 'map' ? ['map-halo', 'map-pool'] : ['selection-outer', 'selection-inner'];
  for (const role of roles) element.querySelector(`path.${role}`)?.setAttribute('d', path);
}
