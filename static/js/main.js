/** Wires the page: who listens to what. No logic of its own. */
import { Charts } from './charts.js';
import { Comparison } from './comparison.js';
import * as drop from './drop.js';
import { filled } from './fetched.js';
import * as files from './files.js';
import * as form from './form.js';
import * as keys from './keys.js';
import * as lattice from './lattice.js';
import * as links from './links.js';
import * as notice from './notice.js';
import { Player } from './play.js';
import * as plot from './plot.js';
import * as point from './point.js';
import * as table from './table.js';
import * as theme from './theme.js';
import * as url from './url.js';

document.documentElement.classList.add('scripted');
filled(document, 'outcome').then((reply) => {
  if (document.getElementById('outcome')?.dataset.from) notice.refused(document, reply?.status ?? 0, () => location.reload());
  else begin();
});

/** Everything of which values are known is there. */
function begin() {
  const comparison = new Comparison(dress, {
    address: (query) => `/?${query}`,
    part: (name, address) => `/${name}${new URL(address, location.href).search}`,
    record: url.write,
  });
  const player = new Player(comparison);
  const charts = new Charts(theme.colour);

  point.listen(comparison);
  keys.listen(comparison, player);
  form.listen(comparison);
  drop.listen(comparison);
  files.listen(comparison);
  table.listen();
  theme.listen();
  theme.onChange(() => {
    comparison.cubes.repaint();
    charts.repaint();
  });
  url.onTravel((address, note) => comparison.go(address, 'keep', note === null ? null : comparison.given[note]));
  window.addEventListener('beforeprint', () => comparison.cubes.print());
  matchMedia('print').addEventListener('change', ({ matches }) => matches && comparison.cubes.print());

  dress();
  links.listen(comparison, player);
  lattice.listen(comparison);

  const plotly = document.querySelector('main')?.dataset.plotly;
  if (plotly) {
    if (document.readyState === 'complete') awaitHand(plotly, taken);
    else window.addEventListener('load', () => awaitHand(plotly, taken));
  }

  /** What scripts add to a page that the server wrote. */
  function dress() {
    player.dress();
    table.dress();
    answering();
  }

  /** What charts answer when they are pointed at is not needed before Plotly, which says it. */
  async function answering() {
    if (charts.live) await filled(document, 'charts');
    charts.dress();
  }

  /** Plotly is there. */
  function taken() {
    charts.takeOver();
    answering();
    return comparison.cubes.takeOver();
  }
}

/** Without Plotly the SVG stays: it shows and does the same. */
function ignore() {}

/** Milliseconds after which Plotly is fetched though no hand has moved. */
const READ = 4000;
const SIGNS = ['pointermove', 'pointerdown', 'keydown', 'focusin'];

/**
 * Plotly is half a second's work for a phone, which is not taken from the first look: it comes with the first move.
 *
 * @param {string} address
 * @param {() => void} taken called when it is there
 */
function awaitHand(address, taken) {
  const begin = () => {
    clearTimeout(timer);
    for (const sign of SIGNS) window.removeEventListener(sign, begin);
    const load = () => plot.load(address).then(taken, ignore);
    if ('requestIdleCallback' in window) requestIdleCallback(load);
    else load();
  };
  const timer = setTimeout(begin, READ);
  for (const sign of SIGNS) window.addEventListener(sign, begin, { passive: true });
}
