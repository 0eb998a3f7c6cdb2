/**
 * Plotly: it takes over the picture that the page was painted with. Loaded late, so that the first paint never waits.
 *
 * @typedef {(role: string) => string} Palette
 * @typedef {HTMLElement & {layout?: Figure['layout']}} DrawnElement
 * @typedef {{changes: Record<string, string | number>, scale: number, timer: ReturnType<typeof setTimeout>}} Waiting
 */
import { BASELINE } from './figures/labels.js';

const QUIET = {
  staticPlot: true,
  displayModeBar: false,
  displaylogo: false,
  showSendToCloud: false,
  plotlyServerURL: '',
  responsive: false,
};

/** Of the labels, in pixels. */
const LABEL = 14;
const REST = 150;
/** @type {WeakMap<HTMLElement, Waiting>} */
const waiting = new WeakMap();

/** @type {Promise<void> | null} */
let loading = null;

/** Whether Plotly is there already, as in a file that holds it. */
export function there() {
  return typeof Plotly !== 'undefined';
}

/**
 * Loads Plotly, once.
 *
 * @param {string} address
 */
export function load(address) {
  if (there()) return Promise.resolve();
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = address;
    script.onload = () => resolve();
    script.onerror = () => reject(new Error('Plotly could not be loaded'));
    document.head.append(script);
  });
  return loading;
}

/**
 * Draws a figure, `scale` pixels to the figure unit, in the present colours.
 *
 * @param {HTMLElement} place
 * @param {Figure} figure
 * @param {number} scale
 * @param {Palette} palette
 */
export async function draw(place, figure, scale, palette) {
  const { data, layout } = figure;
  const [width, height] = [Math.ceil(layout.width * scale), Math.ceil(layout.height * scale)];
  forget(place);
  await Plotly.react(
    place,
    data,
    {
      ...layout,
      // Whole pixels, to which Plotly would stretch the axes.
      width,
      height,
      xaxis: { ...layout.xaxis, range: [0, width / scale] },
      yaxis: { ...layout.yaxis, range: [height / scale, 0] },
      shapes: layout.shapes.map((shape) => ({
        ...shape,
        ...(shape.fillcolor && { fillcolor: palette(shape.name) }),
        line: {
          ...shape.line,
          color: palette(shape.fillcolor ? 'pool-edge' : shape.name),
          width: shape.line.width * scale,
          ...(shape.line.dash && { dash: scaled(shape.line.dash, scale) }),
        },
      })),
      annotations: layout.annotations.map((text) => ({
        ...text,
        font: { ...text.font, size: text.font.size * scale, color: palette(text.name) },
      })),
    },
    QUIET,
  );
  settleTexts(place, scale);
  hush(place);
}

/**
 * What Plotly draws has no names: those who listen have the name of its place. Plotly also measures on a sheet beside
 * the page.
 *
 * @param {HTMLElement} place
 */
function hush(place) {
  for (const each of place.querySelectorAll('svg')) each.setAttribute('aria-hidden', 'true');
  document.getElementById('js-plotly-tester')?.setAttribute('aria-hidden', 'true');
}

/**
 * Lays a chart over its drawing: nothing of it is seen but the labels of what is pointed at.
 *
 * @param {HTMLElement} place
 * @param {Figure} figure with the margins and axes of app/figures/chart.py
 * @param {number} scale
 * @param {Palette} palette
 */
export async function over(place, { data, layout }, scale, palette) {
  const entries = Object.entries(layout);
  const axes = entries
    .filter(([key]) => /^[xy]axis/.test(key))
    .map(([key, axis]) => [key, { .../** @type {object} */ (axis), visible: false }]);
  const margin = Object.entries(layout.margin ?? {}).map(([side, length]) => [side, length * scale]);
  await Plotly.react(
    place,
    data.map((trace) => ({ ...trace, opacity: 0 })),
    {
      ...layout,
      ...Object.fromEntries(axes),
      margin: Object.fromEntries(margin),
      width: layout.width * scale,
      height: layout.height * scale,
      annotations: [],
      hoverlabel: {
        bgcolor: palette('raised'),
        bordercolor: palette('chart-axis'),
        font: { color: palette('ink'), size: LABEL },
        align: 'left',
      },
    },
    { ...QUIET, staticPlot: false },
  );
  hush(place);
}

/**
 * Moves what changed: paths of shapes, and places of texts. What Plotly drew is moved at once, which takes a tenth of
 * the time that Plotly takes to draw it again; Plotly is told when the hand has come to rest.
 *
 * @param {HTMLElement} place
 * @param {Figure} figure
 * @param {number} scale
 * @param {Partial<Scene>} scene
 */
export function redraw(place, figure, scale, scene) {
  /** @type {Record<string, string | number>} */
  const changes = {};
  figure.layout.shapes.forEach((shape, k) => {
    const path = scene.paths?.[shape.name];
    if (path === undefined) return;
    changes[`shapes[${k}].path`] = path;
    place.querySelector(`.shape-group[data-index="${k}"] path`)?.setAttribute('d', onScreen(path, scale));
  });
  scene.places?.forEach(([x, y], k) => {
    changes[`annotations[${k}].x`] = x;
    changes[`annotations[${k}].y`] = y;
  });
  if (scene.places) writeAt(place, scene.places, scale);
  const before = waiting.get(place);
  clearTimeout(before?.timer);
  const all = { ...before?.changes, ...changes };
  waiting.set(place, { changes: all, scale, timer: setTimeout(settle, REST, place) });
}

/** @param {HTMLElement} place */
async function settle(place) {
  const rest = waiting.get(place);
  forget(place);
  if (!rest) return;
  await Plotly.relayout(place, rest.changes);
  settleTexts(place, rest.scale);
}

/**
 * Plotly rounds the places of texts to whole pixels, so that they would jump against the picture that was painted
 * first, and tremble while it turns. Here they are put where they belong.
 *
 * @param {DrawnElement} place
 * @param {number} scale
 */
function settleTexts(place, scale) {
  writeAt(place, place.layout?.annotations.map(({ x, y }) => [x, y]) ?? [], scale);
}

/**
 * @param {DrawnElement} place
 * @param {Point[]} places
 * @param {number} scale
 */
function writeAt(place, places, scale) {
  for (const [k, [x, y]] of places.entries()) {
    const text = place.querySelector(`.annotation[data-index="${k}"] text`);
    const drawn = place.layout?.annotations[k];
    if (!text || !drawn) continue;
    const baseline = y * scale + BASELINE * drawn.font.size;
    text.setAttribute('x', '0');
    text.setAttribute('y', '0');
    text.parentElement?.setAttribute('transform', `translate(${x * scale},${baseline})`);
  }
}

/** @param {HTMLElement} place */
function forget(place) {
  clearTimeout(waiting.get(place)?.timer);
  waiting.delete(place);
}

/**
 * A path in figure units as one in pixels.
 *
 * @param {string} path
 * @param {number} scale
 */
function onScreen(path, scale) {
  return path.replace(/-?[\d.]+/g, (length) => (Number(length) * scale).toFixed(2));
}

/** @param {HTMLElement} place */
export function drop(place) {
  forget(place);
  Plotly.purge(place);
}

/**
 * @param {string} dash lengths in pixels, as "4px,3px"
 * @param {number} scale
 */
function scaled(dash, scale) {
  return dash
    .split(',')
    .map((length) => `${parseFloat(length) * scale}px`)
    .join(',');
}
