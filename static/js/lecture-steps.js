/**
 * What both windows of a lecture know: its steps, and the links that depend on which one is shown.
 *
 * @typedef {{sentence: string, notes: string[], page: string, frame: string, picture: string, students: string,
 *   coded: boolean}} Step
 */

/** @type {{channel: string, steps: Step[]}} */
export const { channel, steps } = JSON.parse(document.getElementById('lecture')?.textContent ?? '{}');
export const count = steps.length;

/**
 * An address of the lecture with another step.
 *
 * @param {string} address
 * @param {number} number
 */
export function at(address, number) {
  const there = new URL(address, location.href);
  if (number === 1) there.searchParams.delete('step');
  else there.searchParams.set('step', String(number));
  return there.pathname + there.search;
}

/**
 * The step that an address names.
 *
 * @param {string} address
 */
export function stepOf(address) {
  const number = Number(new URL(address, location.href).searchParams.get('step') ?? 1);
  return Number.isInteger(number) && number >= 1 && number <= count ? number : 1;
}

/**
 * @template {HTMLElement} T
 * @param {string} id
 * @returns {T}
 */
export function part(id) {
  return /** @type {T} */ (document.getElementById(id));
}

/**
 * Writes the number, the sentence and the ways to its neighbours.
 *
 * @param {number} number
 */
export function tell(number) {
  const step = steps[number - 1];
  part('sentence').textContent = step.sentence;
  part('counter').textContent = `${number} / ${count}`;
  /** @type {HTMLAnchorElement} */ (part('page')).href = step.page;
  way('before', Math.max(number - 1, 1), number === 1);
  way('after', Math.min(number + 1, count), number === count);
  document.title = document.title.replace(/\d+/, String(number));
  /** @type {HTMLElement} */ (document.querySelector('main')).dataset.step = String(number);
}

/**
 * @param {string} id
 * @param {number} number
 * @param {boolean} end
 */
function way(id, number, end) {
  const link = /** @type {HTMLAnchorElement} */ (part(id));
  link.href = at(location.href, number);
  if (end) link.setAttribute('aria-disabled', 'true');
  else link.removeAttribute('aria-disabled');
}

/**
 * Whether a click is a plain one, that is not meant to open something elsewhere.
 *
 * @param {MouseEvent} event
 */
export function plain(event) {
  return !event.button && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
}
