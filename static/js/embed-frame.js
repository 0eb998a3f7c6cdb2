/** What the scripts of embedded figures share: the address of a state in this frame, and why one was refused. */
import * as url from './url.js';

/**
 * The address of a state, with what the reader shall see of the figure.
 *
 * @param {string} state
 */
export function address(state) {
  const options = document.getElementById('embed')?.dataset.options;
  return `${location.pathname}?${[state, options].filter(Boolean).join('&')}`;
}

/**
 * Writes the state where a reload finds it. A step inside a frame is none of the page around it: Back means that page.
 *
 * @param {string} state
 */
export function record(state) {
  url.write(address(state), 'replace');
}

/** Why the state that was asked for is not shown; null where nothing was said. */
export function refusal() {
  const reasons = [...document.querySelectorAll('#notice .reasons')].map((each) => each.textContent.trim());
  return reasons.join(' ') || document.getElementById('notice')?.textContent?.trim() || null;
}
