/** An experiment that runs while one looks: it is started and stopped here, and drawn by the server line by line. */
import { lines } from './request.js';

/** @typedef {{done: number, said: string, pictures: Record<string, string>, cells: Record<string, string>,
 *   verdicts: string, measured: string, claim: string, tables?: Record<string, string>, charts?: object}} Standing */

/** @type {AbortController | null} */
let running = null;

/** @param {string} mark */
function part(mark) {
  return /** @type {HTMLElement | null} */ (document.querySelector(`#live-run [data-live-${mark}]`));
}

/** What scripts add: the buttons. Called again when the page has new parts. */
function dress() {
  const tools = part('tools');
  if (tools?.hidden) {
    running?.abort();
    tools.hidden = false;
  }
}

/** @param {boolean} on */
function show(on) {
  const start = /** @type {HTMLElement} */ (part('start'));
  const stop = /** @type {HTMLElement} */ (part('stop'));
  const held = document.activeElement === start || document.activeElement === stop;
  start.hidden = on;
  stop.hidden = !on;
  if (held) (on ? stop : start).focus();
  const bar = /** @type {HTMLProgressElement} */ (document.querySelector('#live-run progress'));
  bar.hidden = !on;
  bar.removeAttribute('value');
}

async function start() {
  const place = document.getElementById('live-run');
  const form = /** @type {HTMLFormElement} */ (document.getElementById('controls'));
  if (!place || running) return;
  const mine = new AbortController();
  running = mine;
  const query = new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, String(value)]));
  show(true);
  say('Training begins…');
  let end = 'Stopped. Pictures and sentences show how far it came; change a setting, and the runs that ship are back.';
  try {
    await lines(`${place.dataset.run}?${query}`, mine.signal, (line) => {
      if (!place.isConnected) mine.abort();
      else if (line.pictures) draw(line);
    });
    end = '';
  } catch (error) {
    if (!mine.signal.aborted) end = error instanceof Error && error.message ? error.message : 'The server cannot be reached.';
  }
  running = null;
  if (!place.isConnected) return;
  show(false);
  if (end) say(end);
}

/** @param {Standing} standing */
function draw({ done, said, pictures, cells, tables, charts, ...words }) {
  /** @type {HTMLProgressElement} */ (document.querySelector('#live-run progress')).value = done;
  say(said);
  for (const [name, html] of Object.entries(words)) {
    const place = document.querySelector(`[data-live-${name}]`);
    if (place && place.innerHTML !== html) place.innerHTML = html;
  }
  for (const [ident, svg] of Object.entries(pictures)) {
    const panel = document.getElementById(`panel-${ident}`);
    const picture = panel?.querySelector('.picture');
    if (!picture) continue;
    const fresh = /** @type {HTMLElement} */ (picture.cloneNode(false)); // what Plotly laid over the old one is out of date
    fresh.innerHTML = svg;
    picture.replaceWith(fresh);
    const table = tables?.[ident] && panel?.querySelector('details.twin');
    if (table) {
      const rows = new DOMParser().parseFromString(tables?.[ident] ?? '', 'text/html').querySelector('.scroll');
      if (rows) table.querySelector('.scroll')?.replaceWith(rows);
    }
  }
  for (const [name, text] of Object.entries(cells)) {
    const cell = /** @type {HTMLElement | null} */ (document.querySelector(`[data-live-cell="${CSS.escape(name)}"]`));
    if (!cell) continue;
    cell.textContent = text;
    cell.dataset.outcome = text;
  }
  const island = document.getElementById('charts');
  if (charts && island) {
    island.textContent = JSON.stringify({ ...JSON.parse(island.textContent ?? '{}'), ...charts });
    document.dispatchEvent(new Event('drawn'));
  }
}

/** @param {string} text */
function say(text) {
  const place = part('said');
  if (place && place.textContent !== text) place.textContent = text;
}

document.addEventListener('click', (event) => {
  const button = event.target instanceof Element ? event.target.closest('button') : null;
  if (button && 'liveStart' in button.dataset) start();
  if (button && 'liveStop' in button.dataset) running?.abort();
});
document.addEventListener('swapped', dress);
dress();
