/** A lesson: the prediction is made once, and from then on every control is felt at once. */
import { Charts } from './charts.js';
import * as notice from './notice.js';
import * as plot from './plot.js';
import { ask } from './request.js';
import { swap } from './swap.js';
import * as theme from './theme.js';
import * as url from './url.js';

const REST = 300;
/** @type {number | undefined} */
let timer;

document.documentElement.classList.add('scripted');
const charts = new Charts(theme.colour);
theme.onChange(() => charts.repaint());
document.addEventListener('drawn', () => charts.dress());

/**
 * @param {string} address
 * @param {url.How} how
 */
async function go(address, how) {
  const done = notice.working();
  const reply = await ask(address);
  done();
  if (!reply) return;
  const page = new DOMParser().parseFromString(reply.text, 'text/html');
  if (!reply.ok || !page.getElementById('experiment')) {
    notice.refused(page, reply.status);
    return;
  }
  notice.clear();
  swap(page, how === 'replace');
  charts.dress();
  document.dispatchEvent(new Event('swapped'));
  awaitPlotly();
  url.write(reply.address, how);
  if (how === 'push') document.getElementById('verdict')?.scrollIntoView({ block: 'nearest' });
}

/** @param {url.How} how */
function send(how) {
  window.clearTimeout(timer);
  const form = /** @type {HTMLFormElement} */ (document.getElementById('controls'));
  const query = new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, String(value)]));
  if (!query.has('predict') && ran()) query.set('predict', 'skip');
  if (query.has('predict')) go(`${form.action}?${query}`, how);
  else form.querySelector('input[type="radio"]')?.closest('fieldset')?.classList.add('asked');
}

/** Greys what changes nothing with the present choice, and says why, as the server does. */
function weigh() {
  for (const each of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-needs]'))) {
    const [name, ...values] = (each.dataset.needs ?? '').split(' ');
    const field = /** @type {HTMLSelectElement | null} */ (document.querySelector(`#controls [name="${name}"]`));
    const idle = !values.includes(field?.value ?? '');
    each.classList.toggle('idle', idle);
    const why = /** @type {HTMLElement | null} */ (each.querySelector('.why'));
    if (why) why.hidden = !idle;
  }
}

/** Whether there is a result to keep up to date. */
function ran() {
  return document.getElementById('verdict') !== null;
}

document.addEventListener('submit', (event) => {
  if (!(event.target instanceof HTMLFormElement) || event.target.id !== 'controls') return;
  event.preventDefault();
  send('push');
});
for (const kind of ['input', 'change']) {
  document.addEventListener(kind, (event) => {
    const field = event.target;
    if (!(field instanceof HTMLInputElement || field instanceof HTMLSelectElement) || field.form?.id !== 'controls') return;
    window.clearTimeout(timer);
    weigh();
    const typed = field.type === 'text';
    const emptied = typed && !field.value.trim();
    // A number is felt while it is typed, a choice when it is made, and an emptied field when it is left: the server says
    // then what is missing.
    if (!ran() || (kind === 'input') !== (typed && !emptied)) return;
    timer = window.setTimeout(send, kind === 'input' ? REST : 0, typed ? 'replace' : 'push');
  });
}
document.addEventListener('click', (event) => {
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  if (!('state' in link.dataset) || link.dataset.themeChoice) return;
  event.preventDefault();
  go(link.href, 'push');
});
url.onTravel((address) => go(address, 'keep'));

/**
 * Plotly writes beside what is pointed at, so it is fetched when there is a chart and a hand that moves. Without it the
 * drawings stay as they are.
 */
function awaitPlotly() {
  const address = document.querySelector('main')?.dataset.plotly;
  if (!address || charts.live || !document.getElementById('charts')) return;
  plot.load(address).then(() => charts.takeOver(), ignore);
}

function ignore() {}

for (const sign of ['pointermove', 'pointerdown']) window.addEventListener(sign, awaitPlotly, { passive: true });
