/** What is alive in the part that shares a figure, on its page and in the dialog: the form, the preview, copying. */
import { text } from './request.js';

const REST = 300;
const CONFIRMED = 2000;
/**
 * What the server wrote into each part, before a button in it said that something was copied.
 *
 * @type {WeakMap<Element, string>}
 */
const wrote = new WeakMap();

/**
 * Listens to the part; returns what ends it.
 *
 * @param {Element} part
 * @returns {() => void}
 */
export function attend(part) {
  const form = /** @type {HTMLFormElement | null} */ (part.querySelector('#share-form'));
  /** @type {number | undefined} */
  let timer;
  let asked = '';

  /** Asks for what the form says, and puts in what depends on it. The newest question wins. */
  const send = async () => {
    window.clearTimeout(timer);
    if (!form) return;
    const fields = [...new FormData(form)].map(([name, value]) => [name, String(value)]);
    const address = `${form.action}?${new URLSearchParams(fields)}`;
    if (address === asked) return;
    asked = address;
    const answer = await text(address).catch(() => '');
    if (address === asked) put(part, new DOMParser().parseFromString(answer, 'text/html'));
  };

  /** @param {MessageEvent} event */
  const measured = ({ data, source }) => {
    const frame = preview(part);
    const fits = /** @type {HTMLInputElement | null} */ (part.querySelector('[name="share.fits"]'));
    if (!fits || !frame || source !== frame.contentWindow || data?.type !== 'normaxis:resize') return;
    if (!Number.isFinite(data.height) || fits.value === String(Math.ceil(data.height))) return;
    fits.value = String(Math.ceil(data.height));
    send();
  };

  const scale = new ResizeObserver(() => fit(part));
  const stage = part.querySelector('.share-stage');
  if (stage) scale.observe(stage);
  window.addEventListener('message', measured);
  form?.addEventListener('submit', (event) => {
    event.preventDefault();
    send();
  });
  form?.addEventListener('input', ({ target }) => {
    if (target instanceof HTMLInputElement && ['share.width', 'share.height'].includes(target.name)) chooseOwn(form);
    window.clearTimeout(timer);
    timer = window.setTimeout(send, target instanceof HTMLInputElement && target.type === 'text' ? REST : 0);
  });
  part.addEventListener('click', ({ target }) => {
    const button = target instanceof Element ? target.closest('button') : null;
    if (button?.dataset.copy) copy(part, button);
  });
  for (const each of part.querySelectorAll('[data-part]')) wrote.set(each, each.innerHTML);
  part.classList.add('alive');
  fit(part);
  return () => {
    window.clearTimeout(timer);
    window.removeEventListener('message', measured);
    scale.disconnect();
  };
}

/**
 * Puts in the parts of a new page, and the preview where it is another one.
 *
 * @param {Element} part
 * @param {Document} page
 */
function put(part, page) {
  const wrong = /** @type {Element} */ (part.querySelector('#share-wrong'));
  const fresh = page.getElementById('sharing');
  if (!fresh?.querySelector('#share-form')) {
    const reasons = page.querySelector('.reasons');
    // Names of the query's keys are no words of the form.
    for (const name of reasons?.querySelectorAll('li > code:first-child') ?? []) name.remove();
    wrong.replaceChildren(reasons ? document.adoptNode(reasons) : 'The server does not answer. Is it still running?');
    return;
  }
  wrong.replaceChildren();
  const open = [...part.querySelectorAll('details[open]')].map((each) => each.id || each.className);
  for (const old of part.querySelectorAll('[data-part]')) {
    const next = fresh.querySelector(`[data-part="${old.getAttribute('data-part')}"]`);
    if (!(next instanceof HTMLElement) || !(old instanceof HTMLElement) || same(old, next)) continue;
    if (next.dataset.of !== undefined) old.dataset.of = next.dataset.of;
    wrote.set(old, next.innerHTML);
    const again = old.contains(document.activeElement) ? selector(document.activeElement) : '';
    old.replaceChildren(...document.adoptNode(next).childNodes);
    if (again) /** @type {HTMLElement | null} */ (old.querySelector(again))?.focus();
  }
  part.querySelector('#share-form')?.setAttribute('action', fresh.querySelector('#share-form')?.getAttribute('action') ?? '');
  for (const each of part.querySelectorAll('details')) each.open = open.includes(each.id || each.className);
  const [frame, next] = [preview(part), preview(fresh)];
  if (frame && next) {
    for (const name of ['width', 'height', 'title', 'src']) {
      const value = next.getAttribute(name) ?? '';
      if (frame.getAttribute(name) !== value) frame.setAttribute(name, value);
    }
    part.querySelector('.share-stage')?.setAttribute('style', fresh.querySelector('.share-stage')?.getAttribute('style') ?? '');
  }
  fit(part);
}

/**
 * How to find the element that has the focus in a new part.
 *
 * @param {Element | null} active
 */
function selector(active) {
  if (active?.id) return `#${active.id}`;
  const copied = active?.getAttribute('data-copy');
  if (copied) return `[data-copy="${copied}"]`;
  const details = active?.closest('details');
  return details?.id ? `#${details.id} ${active?.localName}` : '';
}

/**
 * Whether a part need not be put in: one of fields is the same as long as it has the same fields, whatever they say.
 *
 * @param {HTMLElement} old
 * @param {HTMLElement} next
 */
function same(old, next) {
  return next.dataset.of === undefined ? wrote.get(old) === next.innerHTML : old.dataset.of === next.dataset.of;
}

const BORDER = 1;

/**
 * Makes the preview as small as its place, never larger than it is.
 *
 * @param {Element} part
 */
function fit(part) {
  const stage = /** @type {HTMLElement | null} */ (part.querySelector('.share-stage'));
  const frame = preview(part);
  const room = (stage?.parentElement?.clientWidth ?? 0) - 2 * BORDER;
  if (stage && frame) stage.style.setProperty('--scale', String(Math.min(1, room / Number(frame.width))));
}

/**
 * Copies what a button is for, and says so where one looks and where one listens.
 *
 * @param {Element} part
 * @param {HTMLButtonElement} button
 */
async function copy(part, button) {
  const from = part.querySelector(`#${button.dataset.copy}`);
  if (!from) return;
  const done = await copied(from);
  const said = /** @type {Element} */ (part.querySelector('#share-said'));
  said.textContent = done ? `Copied ${button.dataset.what}.` : `Selected ${button.dataset.what}: copy it with the keyboard.`;
  button.textContent = done ? 'Copied' : 'Selected';
  window.setTimeout(() => {
    button.textContent = 'Copy';
  }, CONFIRMED);
}

/**
 * Whether the text of an element is on the clipboard now; it is selected where the browser has none for this page.
 *
 * @param {Element} from
 */
async function copied(from) {
  const written = from instanceof HTMLInputElement ? from.value : (from.textContent ?? '');
  try {
    await navigator.clipboard.writeText(written);
    return true;
  } catch {
    // A page that came without encryption from another machine has no clipboard of that kind.
    if (from instanceof HTMLInputElement) from.select();
    else getSelection()?.selectAllChildren(from);
    return document.execCommand('copy');
  }
}

/**
 * A size that is typed is the one that is meant.
 *
 * @param {HTMLFormElement} form
 */
function chooseOwn(form) {
  const size = /** @type {HTMLSelectElement | null} */ (form.querySelector('[name="share.size"]'));
  if (size) size.value = 'own';
}

/**
 * @param {Element} part
 * @returns {HTMLIFrameElement | null}
 */
function preview(part) {
  return part.querySelector('#share-frame');
}
