/**
 * Files of values of one's own: their links do not carry the values, so the file is asked for with them.
 *
 * @typedef {import('./comparison.js').Comparison} Comparison
 */
import * as notice from './notice.js';
import { file } from './request.js';
import { ownKept } from './state/query.js';

/** @param {Comparison} comparison */
export function listen(comparison) {
  document.addEventListener('click', async (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    const own = comparison.own;
    if (!link || !('export' in link.dataset) || !own || !ownKept(link.href)) return;
    event.preventDefault();
    const got = await file(comparison.meant(link), own);
    if (typeof got === 'string') notice.say(got);
    else keep(got, `normaxis-${link.dataset.export || link.pathname.split('/').pop()}`);
  });
}

/**
 * Hands a file to the browser, as following a link to it would.
 *
 * @param {Blob} blob
 * @param {string} name
 */
function keep(blob, name) {
  const href = URL.createObjectURL(blob);
  Object.assign(document.createElement('a'), { href, download: name }).click();
  window.setTimeout(() => URL.revokeObjectURL(href), 10_000);
}
