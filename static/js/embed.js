/**
 * An embedded figure: it says how high it is, answers the page that holds it, and wakes up when the reader touches it.
 * Until then nothing but this script runs, so that many of them on one page cost nothing.
 *
 * What it posts to the page that holds it, to any origin, as it holds no secret (`id` is the name of the frame, or else
 * of the figure):
 *
 *   { type: 'normaxis:resize', version: 1, id, height, src, subject: 'lti.frameResize', context: 'iframe.resize' }
 *       whenever the height is another one, in whole pixels. `subject` is what Canvas listens for, `context` what
 *       pages do that know the protocol of Embedly.
 *   { type: 'normaxis:state', version: 1, id, state, address }
 *       whenever the state is another one, and as the answer to `get`. `state` is a query string, `address` the whole
 *       address of the page that shows the figure with everything around it.
 *   { type: 'normaxis:refused', version: 1, id, state, detail }
 *       where a state that was asked for cannot be: why, in a sentence. The figure stays as it is.
 *
 * What it understands, from that page alone; `version: 1` may be left out:
 *
 *   { type: 'normaxis:get' }
 *   { type: 'normaxis:set', state: 'shape=4,6,8,8&source=gaussian' }
 *       a whole state, as `state` gives it. Parts that are left out are their defaults.
 *
 * All else is left unanswered.
 */
const VERSION = 1;
const MOST_LETTERS = 16_384;
/** For how long, in milliseconds, a height that was left is not gone back to: two that lead to each other end there. */
const SETTLED = 1000;
/** How long the hand rests on a chart before it is taken to mean it. */
const REST = 250;

document.documentElement.classList.add('scripted');
const main = /** @type {HTMLElement} */ (document.getElementById('embed'));
const id = window.name || (main.dataset.figure ?? '');
let state = document.getElementById('stage')?.dataset.query ?? '';
/** @type {Promise<Woken> | null} */
let figure = null;

/**
 * @param {string} type
 * @param {object} told
 */
function post(type, told) {
  if (parent !== window) parent.postMessage({ type: `normaxis:${type}`, version: VERSION, id, ...told }, '*');
}

/* The height. */

let last = 0;
let before = 0;
let since = 0;

function measure() {
  const height = Math.ceil(document.body.getBoundingClientRect().height);
  const now = performance.now();
  const back = height === before && height < last && now - since < SETTLED;
  if (height === last || back) return;
  [before, last, since] = [last, height, now];
  post('resize', { height, src: location.href, subject: 'lti.frameResize', context: 'iframe.resize' });
}

new ResizeObserver(measure).observe(document.body);
measure(); // at once: what is out of sight is not observed

/* The state. */

/** @param {string} now */
function changed(now) {
  if (now === state) return;
  state = now;
  tell();
}

function tell() {
  const address = new URL(`${main.dataset.place}?${state}`, location.href).href;
  post('state', { state, address });
}

addEventListener('message', async ({ data, source }) => {
  if (source !== parent || parent === window || !main.dataset.figure) return;
  if (typeof data !== 'object' || data === null || !Object.hasOwn(data, 'type')) return;
  if (Object.hasOwn(data, 'version') && data.version !== VERSION) return;
  if (data.type === 'normaxis:get') tell();
  if (data.type !== 'normaxis:set' || !Object.hasOwn(data, 'state')) return;
  const asked = data.state;
  if (typeof asked !== 'string' || asked.length > MOST_LETTERS) return;
  const detail = await wake().then((woken) => woken.set(new URLSearchParams(asked).toString()));
  if (detail !== null) post('refused', { state: asked, detail });
});

/* Waking up. */

/** @returns {Promise<Woken>} */
function wake() {
  figure ??= import(main.dataset.script ?? '').then(({ begin }) => begin(changed));
  return figure;
}

let taken = false;

async function takeOver() {
  if (taken) return;
  taken = true;
  (await wake()).takeOver(main.dataset.plotly ?? '');
}

/** @type {number | undefined} */
let resting;

/** @param {Event} event */
function point({ target }) {
  wake();
  window.clearTimeout(resting);
  if (target instanceof Element && target.closest('.picture')) resting = window.setTimeout(takeOver, REST);
}

if (main.dataset.script) {
  addEventListener('pointerover', point);
  document.addEventListener('pointerleave', () => window.clearTimeout(resting));
  for (const sign of ['pointerdown', 'focusin', 'keydown']) addEventListener(sign, takeOver);
  const play = document.getElementById('play');
  if (play) play.hidden = false;
  if ('liveNow' in main.dataset) takeOver();
  if ('playNow' in main.dataset) wake().then((woken) => woken.play());
}
