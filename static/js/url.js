/** The address bar: the only place that speaks to the history. */

/** Whether the page is a file of its own: it has no address to write to, and no server to ask. */
export const alone = 'alone' in document.documentElement.dataset;

/** @typedef {'push' | 'replace' | 'keep'} How */

/**
 * @param {string} address
 * @param {How} how push: a step that Back undoes; replace: part of the step before; keep: the address is right already
 * @param {number | null} [note] what the address does not carry
 */
export function write(address, how, note = null) {
  if (alone) return;
  const target = new URL(address, location.href);
  if (how === 'keep' || (target.href === location.href && note === history.state)) return;
  if (how === 'push') history.pushState(note, '', target);
  else history.replaceState(note, '', target);
}

/** The address as it stands, from the root on. */
export function here() {
  return location.pathname + location.search;
}

/** @param {(address: string, note: number | null) => void} change called when the reader went back or forward */
export function onTravel(change) {
  window.addEventListener('popstate', (event) => change(here(), event.state));
}
