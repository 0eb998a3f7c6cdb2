/** What the server refused, in its words, and that it is still computing. */
import { GONE, stop } from './request.js';

const SLOW = 400;

/**
 * Says that a computation is taking its time, with a way out; returns what ends it.
 *
 * @returns {() => void}
 */
export function working() {
  const main = /** @type {HTMLElement} */ (document.querySelector('main'));
  const sign = document.createElement('div');
  const timer = setTimeout(() => {
    main.setAttribute('aria-busy', 'true');
    sign.append('Computing… ', button('Stop', stop));
    place().prepend(sign);
    place().dataset.working = '';
  }, SLOW);
  return () => {
    clearTimeout(timer);
    main.removeAttribute('aria-busy');
    sign.remove();
    delete place().dataset.working;
  };
}

/**
 * Shows why there is no new picture.
 *
 * @param {Document} page the refusal
 * @param {number} status 0 where the server could not be reached
 * @param {() => void} [again] asks once more, which is offered where the question was not at fault
 */
export function refused(page, status, again) {
  const problem = page.querySelector('.problem');
  // A link away from here is for those who are elsewhere.
  for (const link of problem?.querySelectorAll('a:not([data-state])') ?? []) link.closest('p')?.remove();
  if (problem) place().replaceChildren(document.adoptNode(problem));
  else say(status ? `The server answered with error ${status}.` : GONE);
  if (!again || (status && status < 500)) return;
  place().append(button('Try again', again));
}

/**
 * @param {string} textContent
 * @param {() => void} onclick
 */
function button(textContent, onclick) {
  return Object.assign(document.createElement('button'), { textContent, onclick });
}

/**
 * What is said already is not said again, as it would be read out once more.
 *
 * @param {string} text
 */
export function say(text) {
  if (place().textContent === text) return;
  place().replaceChildren(Object.assign(document.createElement('p'), { textContent: text }));
}

/** Nothing to say any more. */
export function clear() {
  place().replaceChildren();
}

function place() {
  return /** @type {HTMLElement} */ (document.getElementById('notice'));
}
