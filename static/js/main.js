/** Wires the page: who listens to what. No logic of its own. */
import { Charts } from './charts.js';
import { Comparison } from './comparison.js';
import * as drop from './drop.js';
import { DEFAULT_TURN } from './figures/projection.js';
import * as files from './files.js';
import * as form from './form.js';
import * as keys from './keys.js';
import { Player } from './play.js';
import * as plot from './plot.js';
import * as point from './point.js';
import * as table from './table.js';
import * as theme from './theme.js';
import * as url from './url.js';

document.documentElement.classList.add('scripted');
const comparison = new Comparison(dress);
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

/** What scripts add to a page that the server wrote. */
function dress() {
  player.dress();
  table.dress();
  charts.dress();
}

document.addEventListener('click', (event) => {
  const target = event.target instanceof Element ? event.target : null;
  if (target?.closest('#play')) player.toggle();
  const link = target?.closest('a');
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  if (!('state' in link.dataset)) return;
  event.preventDefault();
  follow(link);
});

/** @param {HTMLAnchorElement} link */
function follow(link) {
  const turn = link.id.startsWith('turn-') ? link.id.slice('turn-'.length) : '';
  if (link.dataset.themeChoice) comparison.paint(link.dataset.themeChoice);
  else if (turn === 'reset') comparison.turnTo(...DEFAULT_TURN);
  else if (turn) comparison.turnTo(comparison.turn[0] + keys.TURNS[turn][0], comparison.turn[1] + keys.TURNS[turn][1]);
  else if (link.id === 'step-back') player.step(-1);
  else if (link.id === 'step-forward') player.step(1);
  else comparison.go(comparison.meant(link), 'push', undefined, link.closest('.view') !== null);
}

// Links that are opened elsewhere or copied mean what is on screen now.
for (const kind of ['pointerdown', 'focusin']) {
  document.addEventListener(kind, (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (link?.search && link.origin === location.origin) link.href = comparison.meant(link);
  });
}

/** Without Plotly the SVG stays: it shows and does the same. */
function ignore() {}

/** Plotly is there. */
function taken() {
  charts.takeOver();
  return comparison.cubes.takeOver();
}

const plotly = document.querySelector('main')?.dataset.plotly;
if (plotly) {
  const begin = () => plot.load(plotly).then(taken, ignore);
  const idle = () => ('requestIdleCallback' in window ? requestIdleCallback(begin) : setTimeout(begin, 200));
  if (document.readyState === 'complete') idle();
  else window.addEventListener('load', idle);
}
