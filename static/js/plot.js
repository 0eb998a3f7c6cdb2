/**
 * Plotly: it takes over the picture that the page was painted with. Loaded late, so that the first paint never waits.
 *
 * @typedef {import('./types').Figure} Figure
 * @typedef {import('./types').Point} Point
 * @typedef {import('./types').Scene} Scene
 * @typedef {(role: string) => string} Palette
 */

const QUIET = {
  staticPlot: true,
  displayModeBar: false,
  displaylogo: false,
  showSendToCloud: false,
  plotlyServerURL: '',
  responsive: false,
};

/** @type {Promise<void> | null} */
let loading = null;

/**
 * Loads Plotly, once.
 *
 * @param {string} address
 */
export function load(address) {
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
export function draw(place, figure, scale, palette) {
  const { data, layout } = figure;
  return Plotly.react(
    place,
    data,
    {
      ...layout,
      width: layout.width * scale,
      height: layout.height * scale,
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
}

/**
 * Moves what changed: paths of shapes, and places of texts.
 *
 * @param {HTMLElement} place
 * @param {Figure} figure
 * @param {Partial<Scene>} scene
 */
export function redraw(place, figure, scene) {
  /** @type {Record<string, string | number>} */
  const changes = {};
  figure.layout.shapes.forEach((shape, k) => {
    const path = scene.paths?.[shape.name];
    if (path !== undefined) changes[`shapes[${k}].path`] = path;
  });
  scene.places?.forEach(([x, y], k) => {
    changes[`annotations[${k}].x`] = x;
    changes[`annotations[${k}].y`] = y;
  });
  return Object.keys(changes).length ? Plotly.relayout(place, changes) : Promise.resolve();
}

/** @param {HTMLElement} place */
export function drop(place) {
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
