/**
 * One cube of the page as it is drawn: its SVG moved, and its figure as Plotly is to draw it.
 *
 * @typedef {object} Cube
 * @property {string} key the method's
 * @property {HTMLElement} element
 * @property {SVGElement[]} drawings the SVG, and the small one for phones
 * @property {HTMLElement | null} plot
 * @property {number} scale pixels of the plot to the figure unit
 * @property {Figure} figure
 * @property {number[]} parts
 * @property {Scene} shown what the reader sees
 */
import { BASELINE } from './figures/labels.js';

/**
 * Whether two cubes differ in paths and places at most.
 *
 * @param {Cube} one
 * @param {Cube} other
 */
export function alike(one, other) {
  const [texts, others] = [one, other].map(({ figure }) => figure.layout.annotations.map(({ text }) => text));
  return one.scale === other.scale && texts.join('\n') === others.join('\n');
}

/**
 * The figure as it is shown now.
 *
 * @param {Cube} cube
 * @returns {Figure}
 */
export function current({ figure, shown }) {
  const { layout } = figure;
  return {
    ...figure,
    layout: {
      ...layout,
      shapes: layout.shapes.map((shape) => ({ ...shape, path: shown.paths[shape.name] ?? shape.path })),
      annotations: layout.annotations.map((text, k) => ({
        ...text,
        x: shown.places[k]?.[0] ?? text.x,
        y: shown.places[k]?.[1] ?? text.y,
      })),
    },
  };
}

/**
 * Moves what changed in an SVG.
 *
 * @param {SVGElement} svg
 * @param {Figure} figure
 * @param {Partial<Scene>} change
 */
export function trace(svg, figure, change) {
  for (const [role, path] of Object.entries(change.paths ?? {})) {
    svg.querySelector(`path.${role}`)?.setAttribute('d', path);
  }
  const texts = svg.querySelectorAll('text');
  change.places?.forEach(([x, y], k) => {
    texts[k]?.setAttribute('x', x.toFixed(1));
    texts[k]?.setAttribute('y', (y + BASELINE * figure.layout.annotations[k].font.size).toFixed(2));
  });
}
