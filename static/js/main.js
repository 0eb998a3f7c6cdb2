/** Wires the page: who listens to what. No logic of its own. */
import { Charts } from './charts.js';
import { Comparison } from './comparison.js';
import * as drop from './drop.js';
import * as files from './files.js';
import * as form from './form.js';
import * as keys from './keys.js';
import * as links from './links.js';
import { Player } from './play.js';
import * as plot from './plot.js';
import * as point from './point.js';
import * as table from './table.js';
import * as theme from './theme.js';
import * as url from './url.js';

document.documentElement.classList.add('scripted');
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

/** What scripts add to a page that the server wrote. */
function dress() {
  player.dress();
  table.dress();
  charts.dress();
}

links.listen(comparison, player);

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
