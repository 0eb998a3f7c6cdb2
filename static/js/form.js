/**
 * The settings: a change is asked for at once, typing after a short rest. Numbers of one's own go in the address while
 * they are few, and are posted when they are many.
 *
 * @typedef {import('./comparison.js').Comparison} Comparison
 */
import { gateway } from './state/query.js';

const REST = 300;

/** @param {Comparison} comparison */
export function listen(comparison) {
  /** @type {number | undefined} */
  let timer;
  let asked = '';
  let failed = '';
  /** @type {ReturnType<typeof fieldOf>} the field that was changed last, which is the one at fault where one is */
  let changed = null;

  const send = async (again = false) => {
    window.clearTimeout(timer);
    const form = /** @type {HTMLFormElement} */ (document.getElementById('settings'));
    const fields = new FormData(form);
    if (waits(fields, comparison)) return;
    const values = String(fields.get('values') ?? '').trim();
    const box = /** @type {HTMLTextAreaElement} */ (form.querySelector('[name="values"]'));
    if (values && values.length > Number(box.dataset.most)) {
      const own = await import('./own.js');
      own.post(comparison, values, /^\s*\[/.test(values) ? 'application/json' : 'text/csv');
      return;
    }
    const address = gateway(fields);
    if (address === asked) return; // also because a field that is replaced while it is typed in says "change"
    // Leaving a field for the button that the refusal offers says "change" too, and must not take the button away.
    if (address === failed && !again && document.querySelector('#notice:not(:empty)')) return;
    asked = address;
    const own = fields.get('source') === 'own' && !values ? await resized(comparison, fields) : null;
    if (asked !== address) return;
    const shown = await comparison.go(address, 'push', own);
    if (asked === address) asked = '';
    failed = shown ? '' : address;
    const refused = !shown && document.querySelector('#notice .problem');
    // One that was at fault before and still stands there is so now.
    if (refused && !document.querySelector('#settings [aria-invalid="true"]') && changed) changed.ariaInvalid = 'true';
  };

  document.addEventListener('input', (event) => {
    const field = fieldOf(event);
    if (!field || field instanceof HTMLSelectElement) return;
    changed = field;
    field.ariaInvalid = null;
    window.clearTimeout(timer);
    if (field.value.trim()) timer = window.setTimeout(send, REST);
  });
  document.addEventListener('change', (event) => {
    const field = fieldOf(event);
    if (!field) return;
    changed = field;
    if (field instanceof HTMLSelectElement) field.ariaInvalid = null; // all others said "input" before
    send();
  });
  document.addEventListener('submit', (event) => {
    if (!(event.target instanceof Element) || event.target.id !== 'settings') return;
    event.preventDefault();
    send(true);
  });
}

/**
 * The reader's own values for the sizes that were asked for.
 *
 * @param {Comparison} comparison
 * @param {FormData} fields
 */
async function resized({ own }, fields) {
  return own?.picture ? (await import('./own.js')).resized(own, fields) : own;
}

/**
 * "Your own numbers" was chosen and there are none yet: the place for them opens, and nothing is asked.
 *
 * @param {FormData} fields
 * @param {Comparison} comparison
 */
function waits(fields, comparison) {
  if (fields.get('source') !== 'own' || fields.get('values') || comparison.own) return false;
  const box = document.getElementById('own-values');
  const sheet = box?.closest('details');
  if (sheet) sheet.open = true;
  box?.focus();
  return true;
}

/**
 * @param {Event} event
 * @returns {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement | null}
 */
function fieldOf(event) {
  const field = event.target;
  const known =
    field instanceof HTMLInputElement || field instanceof HTMLSelectElement || field instanceof HTMLTextAreaElement;
  return known && field.form?.id === 'settings' && field.name ? field : null;
}
