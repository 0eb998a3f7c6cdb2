/** The address bar: the only place that speaks to the history. */

/** @typedef {'push' | 'replace' | 'keep'} How */

/**
 * @param {string} address
 * @param {How} how push: a step that Back undoes; replace: part of the step before; keep: the address is right already
 */
export function write(address, how) {
  const target = new URL(address, location.href);
  if (how === 'keep' || target.href === location.href) return;
  if (how === 'push') history.pushState(null, '', target);
  else history.replaceState(null, '', target);
}

/** The address as it stands, from the root on. */
export function here() {
  return location.pathname + location.search;
}

/** @param {(address: string) => void} change called when the reader went back or forward */
export function onTravel(change) {
  window.addEventListener('popstate', () => change(here()));
}
