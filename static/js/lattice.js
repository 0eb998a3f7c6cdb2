/**
 * All axes, over the comparison, for values of one's own: that page takes its values from its address, and these are in
 * none. Its links to other values ask for it again; those to a cube close it and show that beside the others. The
 * site's link to the comparison shows that again.
 *
 * @typedef {import('./comparison.js').Comparison} Comparison
 */
import { fetched } from './fetched.js';
import { ownKept } from './state/query.js';

const PLACE = '/axes';

/** @param {Comparison} comparison */
export function listen(comparison) {
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (!comparison.own || !ownKept(link.href)) return;
    const dialog = link.closest('dialog');
    if (link.pathname === PLACE) {
      event.preventDefault();
      show(comparison, dialog ? link.href : comparison.meant(link), dialog);
    } else if (link.pathname === '/' && (dialog || link.closest('[data-swap="site"]'))) {
      event.preventDefault(); // the address alone would lead to a refusal, and the values would be lost
      dialog?.close();
      comparison.go(link.href);
    }
  });
}

/**
 * @param {Comparison} comparison
 * @param {string} address
 * @param {HTMLDialogElement | null} open the dialog that it is shown in already
 */
async function show(comparison, address, open) {
  const page = await fetched(address, comparison.own, () => show(comparison, address, open), 'content');
  const part = page?.getElementById('content');
  if (!page || !part) {
    open?.close(); // why is said behind it
    return;
  }
  for (const sheet of page.querySelectorAll('link[rel="stylesheet"]')) {
    const href = sheet.getAttribute('href') ?? '';
    if (!document.querySelector(`link[href="${CSS.escape(href)}"]`)) document.head.append(document.adoptNode(sheet));
  }
  part.removeAttribute('id');
  part.querySelector('.figure-tools')?.remove(); // its files have no address either
  part.querySelector('.layouts')?.remove();
  const dialog = open ?? made();
  const [kept, focus] = [dialog.scrollTop, document.activeElement?.getAttribute('title')];
  dialog.querySelector('.axes-page')?.remove();
  dialog.prepend(document.adoptNode(part));
  part.setAttribute('role', 'none'); // a page has one main part
  if (!open) dialog.showModal();
  else dialog.scrollTop = kept;
  const again = [...dialog.querySelectorAll('a[title]')].find((link) => link.getAttribute('title') === focus);
  if (open && again instanceof HTMLElement) again.focus({ preventScroll: true });
}

function made() {
  const dialog = document.createElement('dialog');
  dialog.className = 'share-dialog';
  dialog.setAttribute('aria-label', 'All axes');
  dialog.setAttribute('closedby', 'any');
  const close = Object.assign(document.createElement('button'), { type: 'button', className: 'share-close', autofocus: true });
  close.append('×', Object.assign(document.createElement('span'), { className: 'visually-hidden', textContent: 'Close' }));
  close.addEventListener('click', () => dialog.close());
  dialog.addEventListener('keydown', (event) => event.stopPropagation()); // the keys of the page mean nothing meanwhile
  dialog.addEventListener('close', () => dialog.remove());
  dialog.append(close);
  document.body.append(dialog);
  return dialog;
}
