/**
 * The page as the server writes it: asking for another one, and reading what one carries.
 *
 * @typedef {import('./request.js').Own} Own
 * @typedef {import('./request.js').Reply} Reply
 */
import * as notice from './notice.js';
import { ask } from './request.js';
import { outcome } from './state/outcome.js';
import { read, retargeted } from './state/query.js';

/**
 * The page at an address. Where there is none, why is said in words, unless a newer question or the reader stopped
 * this one.
 *
 * @param {string} address
 * @param {Own | null} own
 * @param {() => void} again what asks once more
 * @param {string} [part] the id of what the page has to have
 * @returns {Promise<Document | null>}
 */
export async function fetched(address, own, again, part) {
  const done = notice.working();
  const first = await ask(address, own);
  const page = new DOMParser().parseFromString(first?.text ?? '', 'text/html');
  const reply = await filled(page, 'outcome', first);
  done();
  if (!reply) return null;
  if (reply.ok && (!part || page.getElementById(part))) return page;
  notice.refused(page, reply.status, again);
  return null;
}

/**
 * Has a page carry what is only for scripts, where it says at which address that is.
 *
 * @param {Document} page
 * @param {string} id
 * @param {Reply | null} [reply] with the page
 * @returns {Promise<Reply | null | undefined>} that, or the reply with what was missing
 */
export async function filled(page, id, reply) {
  const island = page.getElementById(id);
  if (!island?.dataset.from) return reply;
  const more = await ask(island.dataset.from);
  if (more?.ok) {
    island.textContent = more.text;
    delete island.dataset.from;
  }
  return more;
}

/** The answer that the page carries. */
export function answered() {
  const island = document.getElementById('outcome')?.textContent ?? '';
  return outcome(/** @type {Answer} */ (JSON.parse(island)));
}

/** The state that a page was written for. */
export function queried(page = document) {
  return read(page.getElementById('stage')?.dataset.query ?? location.search);
}

/**
 * Has the links of a page speak of the state as those of another page do.
 *
 * @param {Document} page
 * @param {Map<string, string>} written the state that those were written for
 */
export function relink(page, written) {
  const then = queried(page);
  for (const link of page.querySelectorAll('a[data-state]')) {
    const [path, query] = (link.getAttribute('href') ?? '').split('?');
    if (query) link.setAttribute('href', `${path}?${retargeted(query, then, written)}`);
  }
}
