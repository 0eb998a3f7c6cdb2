/** Puts the parts of a new page in the place of the old ones, without losing where the reader was. */

/**
 * @param {Document} fresh
 * @param {boolean} keepTyped whether a field that is being typed in keeps its text
 * @param {unknown[] | null} [only] the parts to put in; null for all
 */
export function swap(fresh, keepTyped, only = null) {
  const focus = focused();
  const strips = [...document.querySelectorAll('.methods')].map((strip) => strip.scrollLeft);
  const open = [...document.querySelectorAll('details[open]')].map((each) => each.className);
  for (const old of document.querySelectorAll('[data-swap]')) {
    const name = old.getAttribute('data-swap');
    if (only && !only.includes(name)) continue;
    const part = fresh.querySelector(`[data-swap="${name}"]`);
    if (part) old.replaceWith(document.adoptNode(part));
  }
  document.title = fresh.title;
  for (const each of document.querySelectorAll('details')) each.open ||= open.includes(each.className);
  document.querySelectorAll('.methods').forEach((strip, k) => {
    strip.scrollLeft = strips[k] ?? 0;
  });
  restore(focus, keepTyped);
}

/** How to find the focused element again: by its id, its name, its cube, or its address. */
function focused() {
  const active = document.activeElement;
  if (!active || !active.closest('[data-swap]')) return null;
  const selector =
    [
      active.id && `#${CSS.escape(active.id)}`,
      ...['name', 'data-cube', 'data-picture', 'data-sort', 'href'].map((mark) => {
        const value = active.getAttribute(mark);
        return value && `[${mark}="${CSS.escape(value)}"]`;
      }),
    ].find(Boolean) || null;
  const typed = active instanceof HTMLInputElement || active instanceof HTMLTextAreaElement ? active : null;
  const at = typed?.type === 'text' || typed?.type === 'textarea' ? typed.selectionStart : null;
  const end = at === null ? null : (typed?.selectionEnd ?? at);
  return { active, selector, text: at === null ? null : typed?.value, at, end };
}

/**
 * @param {ReturnType<typeof focused>} focus
 * @param {boolean} keepTyped
 */
function restore(focus, keepTyped) {
  // What was not among what was replaced keeps what is selected in it.
  if (focus?.active.isConnected) return;
  const found = focus?.selector && document.querySelector(focus.selector);
  if (!(found instanceof HTMLElement)) return;
  found.focus({ preventScroll: true });
  const typed = found instanceof HTMLInputElement || found instanceof HTMLTextAreaElement;
  if (!typed || !focus || typeof focus.text !== 'string') return;
  if (keepTyped) found.value = focus.text;
  found.setSelectionRange(focus.at, focus.end);
}
