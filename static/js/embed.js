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
  // One that is as high as its frame has no height of its own to tell.
  if (document.documentElement.classList.contains('filling')) return;
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

/** What the scripts of a figure answer to. */
const ANSWERING = '[data-cube], [data-grid], [data-state], #play';
let awake = false;
let taken = false;
/** @type {number | undefined} */
let resting;
/** @type {PointerEvent | null} the newest move of a hand that came before the scripts */
let moved = null;
/** @type {MouseEvent | null} and its newest click */
let clicked = null;

/** @returns {Promise<Woken>} */
function wake() {
  figure ??= import(main.dataset.script ?? '').then(({ begin }) => {
    const woken = begin(changed);
    awake = true;
    repeat();
    return woken;
  });
  return figure;
}

/** Does what the reader did before anyone could hear it. */
function repeat() {
  const [move, click] = [moved, clicked];
  moved = null;
  clicked = null;
  for (const event of [move, click]) {
    if (!event) continue;
    const { type, target, clientX, clientY, pointerType } = /** @type {PointerEvent} */ (event);
    const again = { bubbles: true, cancelable: true, clientX, clientY, pointerType };
    target?.dispatchEvent(type === 'click' ? new MouseEvent(type, again) : new PointerEvent(type, again));
  }
}

async function takeOver() {
  if (taken) return;
  taken = true;
  (await wake()).takeOver(main.dataset.plotly ?? '');
}

/** @param {Event} event */
function touched({ target }) {
  return target instanceof Element ? target.closest(ANSWERING) : null;
}

if (main.dataset.script) {
  addEventListener('pointermove', (event) => {
    wake();
    if (!awake) moved = event;
    window.clearTimeout(resting);
    const chart = event.target instanceof Element && event.target.closest('.picture');
    if (chart) resting = window.setTimeout(takeOver, REST);
  });
  document.documentElement.addEventListener('pointerleave', () => window.clearTimeout(resting));
  for (const sign of ['pointerdown', 'focusin']) addEventListener(sign, takeOver);
  addEventListener(
    'click',
    (event) => {
      if (awake || !touched(event) || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      clicked = event;
      wake();
    },
    true,
  );
  const play = document.getElementById('play');
  if (play) play.hidden = false;
  if ('liveNow' in main.dataset) takeOver();
  if ('playNow' in main.dataset) wake().then((woken) => woken.play());
}
