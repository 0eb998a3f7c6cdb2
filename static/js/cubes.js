/**
 * The cubes on the page. Each is drawn twice from one figure: as the SVG that came with the page, and by Plotly once
 * that has arrived. The SVG stays behind it for print.
 *
 * @typedef {import('./drawn.js').Cube} Cube
 */
import { alike, current, trace } from './drawn.js';
import { drawing } from './figures/box.js';
import { body, highlight, valueUnder } from './figures/cube.js';
import { HEIGHT, WIDTH } from './figures/projection.js';
import * as plot from './plot.js';

export class Cubes {
  /** @type {Cube[]} */
  cubes = [];
  live = false;

  /** @param {plot.Palette} palette */
  constructor(palette) {
    this.palette = palette;
    this.sizes = new ResizeObserver(() => this.resize());
  }

  /**
   * Takes the cubes of the page as it is now. Plots of the page before go on in the cubes of the same methods.
   *
   * @param {Outcome} outcome
   * @param {Point} turn
   * @param {Index} cell
   */
  adopt(outcome, turn, cell) {
    const before = new Map(this.cubes.map((cube) => [cube.key, cube]));
    this.sizes.disconnect();
    this.drawn = drawing(outcome.axes, outcome.shape, outcome.window);
    this.body = body(this.drawn, turn);
    this.cubes = outcome.answer.methods.flatMap(
      (method) => this.found(method.key, outcome, method.statistics_shape) ?? [],
    );
    for (const cube of this.cubes) {
      const old = before.get(cube.key);
      if (old?.plot) {
        cube.plot = old.plot;
        this.settle(cube);
      }
      this.sizes.observe(cube.element);
    }
    this.turned(turn, cell);
    for (const cube of this.cubes) {
      const old = before.get(cube.key);
      before.delete(cube.key);
      // Where only paths and places are other ones, they were moved above, and Plotly has no more to draw.
      if (old?.plot && alike(old, cube)) this.present(cube);
      else if (this.live) this.plotted(cube);
    }
    for (const left of before.values()) if (left.plot) plot.drop(left.plot);
  }

  /**
   * @param {string} key
   * @param {Outcome} outcome
   * @param {number[]} parts
   * @returns {Cube | null} null where the page shows none
   */
  found(key, outcome, parts) {
    const element = /** @type {HTMLElement | null} */ (document.querySelector(`[data-cube="${CSS.escape(key)}"]`));
    if (!element) return null;
    const small = document.querySelector(`[data-mini="${CSS.escape(key)}"] svg`);
    const drawings = [element.querySelector('svg'), small].filter((each) => each instanceof SVGElement);
    const figure = outcome.answer.figures[key];
    return { key, element, drawings, plot: null, scale: 1, figure, parts, shown: { paths: {}, places: [] } };
  }

  /** Has Plotly draw all cubes from now on. */
  async takeOver() {
    this.live = true;
    for (const cube of this.cubes) await this.plotted(cube);
  }

  /** @param {Cube} cube */
  async plotted(cube) {
    const place = cube.plot ?? document.createElement('div');
    cube.plot = place;
    place.className = 'plot';
    this.settle(cube);
    if (!cube.scale) return;
    await plot.draw(place, current(cube), cube.scale, this.palette);
    this.present(cube);
  }

  /**
   * Shows the plot in the place of the SVG.
   *
   * @param {Cube} cube
   */
  present({ plot: place, drawings: [svg], key }) {
    place?.setAttribute('role', 'img');
    place?.setAttribute('aria-label', svg.querySelector('title')?.textContent ?? key);
    svg.style.display = 'none';
  }

  /**
   * Lays the plot exactly over the SVG.
   *
   * @param {Cube} cube
   */
  settle(cube) {
    const place = cube.plot;
    if (!place) return;
    const { width, height } = cube.element.getBoundingClientRect();
    const scale = this.fit(cube);
    cube.scale = scale;
    Object.assign(place.style, {
      position: 'absolute',
      left: `${(width - WIDTH * scale) / 2}px`,
      top: `${(height - HEIGHT * scale) / 2}px`,
      pointerEvents: 'none',
      strokeLinejoin: 'round',
    });
    if (place.parentElement !== cube.element) cube.element.append(place);
  }

  /**
   * Pixels to the figure unit at which a cube fits its place.
   *
   * @param {Cube} cube
   */
  fit(cube) {
    const { width, height } = cube.element.getBoundingClientRect();
    return Math.min(width / WIDTH, height / HEIGHT);
  }

  /** After a change of the window's size. */
  resize() {
    if (!this.live) return;
    for (const cube of this.cubes) {
      if (cube.plot && this.fit(cube) === cube.scale) this.settle(cube);
      else this.plotted(cube);
    }
  }

  /** After a change of the colours. */
  repaint() {
    if (this.live) for (const cube of this.cubes) this.plotted(cube);
  }

  /**
   * Draws the pool of a value in every cube.
   *
   * @param {Index} cell
   */
  light(cell) {
    for (const cube of this.cubes) this.draw(cube, { paths: this.lit(cube, cell), places: cube.shown.places });
  }

  /**
   * Draws every cube as seen from elsewhere.
   *
   * @param {Point} turn
   * @param {Index} cell
   */
  turned(turn, cell) {
    if (!this.drawn) return;
    this.body = body(this.drawn, turn);
    const { paths, places } = this.body.scene;
    for (const cube of this.cubes) this.draw(cube, { paths: { ...paths, ...this.lit(cube, cell) }, places });
  }

  /**
   * @param {Cube} cube
   * @param {Index} cell
   */
  lit(cube, cell) {
    if (!this.body || !this.drawn) return {};
    return highlight(this.body.seen, this.drawn, cube.parts, cell);
  }

  /**
   * @param {Cube} cube
   * @param {Scene} scene
   */
  draw(cube, scene) {
    const paths = Object.fromEntries(
      Object.entries(scene.paths).filter(([role, path]) => cube.shown.paths[role] !== path),
    );
    const moved = scene.places !== cube.shown.places;
    cube.shown = { paths: { ...cube.shown.paths, ...paths }, places: scene.places };
    const change = moved ? { paths, places: scene.places } : { paths };
    for (const [k, svg] of cube.drawings.entries()) if (k || !cube.plot) trace(svg, cube.figure, change);
    if (cube.plot) plot.redraw(cube.plot, cube.figure, cube.scale, change);
  }

  /** Brings the SVG behind the plots up to date: they are what is printed. */
  print() {
    for (const cube of this.cubes) trace(cube.drawings[0], cube.figure, cube.shown);
  }

  /**
   * The value under a point of the screen, in the cube that is there.
   *
   * @param {HTMLElement} element
   * @param {{clientX: number, clientY: number}} at
   */
  under(element, at) {
    const cube = this.cubes.find((each) => each.element === element);
    if (!cube || !this.body || !this.drawn) return null;
    const box = element.getBoundingClientRect();
    const scale = this.fit(cube);
    const x = (at.clientX - box.left - (box.width - WIDTH * scale) / 2) / scale;
    const y = (at.clientY - box.top - (box.height - HEIGHT * scale) / 2) / scale;
    return valueUnder(this.body.seen, this.drawn, [x, y]);
  }
}
