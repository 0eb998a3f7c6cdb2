/** The dialog: the middle part of the page that shares a figure, over the page that one is on. */
import { text } from './request.js';
import { attend } from './sharing.js';

/**
 * Opens the dialog for the page at an address. Rejects where that page cannot be had.
 *
 * @param {string} address
 */
export async function open(address) {
  const page = new DOMParser().parseFromString(await text(address), 'text/html');
  const part = page.getElementById('sharing');
  if (!part) throw new Error(`nothing to share at ${address}`);
  const dialog = document.createElement('dialog');
  dialog.className = 'share-dialog';
  dialog.setAttribute('aria-labelledby', 'share-title');
  dialog.setAttribute('closedby', 'any');
  const close = Object.assign(document.createElement('button'), { type: 'button', className: 'share-close' });
  close.append('×', Object.assign(document.createElement('span'), { className: 'visually-hidden', textContent: 'Close' }));
  close.addEventListener('click', () => dialog.close());
  // The keys of the page mean nothing while the dialog is open.
  dialog.addEventListener('keydown', (event) => event.stopPropagation());
  dialog.append(document.adoptNode(part), close);
  // Neither do they reach it from inside the preview, but for the one that leaves.
  const frame = /** @type {HTMLIFrameElement | null} */ (part.querySelector('#share-frame'));
  frame?.addEventListener('load', () => {
    frame.contentWindow?.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') dialog.close();
    });
  });
  document.body.append(dialog);
  const leave = attend(part);
  dialog.addEventListener('close', () => {
    leave();
    dialog.remove();
  });
  dialog.showModal();
}
