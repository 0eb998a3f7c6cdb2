/** Tables and programs: tables sorted by a column, either copied as text. */

/** Listens on the whole page; the tables may be replaced. */
export function listen() {
  document.addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest('button') : null;
    if (button?.dataset.sort) sort(button);
    if (button?.dataset.copy) copy(button);
  });
}

/** Shows the buttons that need a script. */
export function dress() {
  for (const button of document.querySelectorAll('button[data-copy]')) button.removeAttribute('hidden');
}

/** @param {HTMLButtonElement} button */
function sort(button) {
  const head = /** @type {HTMLTableCellElement} */ (button.closest('th'));
  const body = head.closest('table')?.tBodies[0];
  if (!body) return;
  const up = head.getAttribute('aria-sort') !== 'ascending';
  for (const other of head.parentElement?.children ?? []) other.removeAttribute('aria-sort');
  head.setAttribute('aria-sort', up ? 'ascending' : 'descending');
  const key = (/** @type {HTMLTableRowElement} */ row) => Number(row.cells[head.cellIndex].dataset.value);
  const rows = [...body.rows].map((row) => ({ row, value: key(row) }));
  rows.sort((one, other) => order(one.value, other.value) * (up ? 1 : -1));
  body.append(...rows.map(({ row }) => row));
}

/**
 * Numbers by size, NaN after all of them.
 *
 * @param {number} one
 * @param {number} other
 */
function order(one, other) {
  // Two infinite ones differ by NaN.
  return Number(isNaN(one)) - Number(isNaN(other)) || one - other || 0;
}

/**
 * Copies what a button names: tables with every row, for a spreadsheet, or programs, one after the other.
 *
 * @param {HTMLButtonElement} button
 */
async function copy(button) {
  const names = (button.dataset.copy ?? '').split(' ').map((name) => CSS.escape(name));
  const parts = names.flatMap((name) => [...document.querySelectorAll(`[data-table="${name}"], [data-text="${name}"]`)]);
  if (!parts.length) return;
  button.dataset.label ??= button.textContent ?? '';
  const said = (await written(parts.map(text).join('\n\n'))) ? 'Copied' : 'The browser did not allow it';
  button.textContent = said;
  for (const live of document.querySelectorAll('[data-live]')) live.textContent = said;
  window.setTimeout(() => {
    button.textContent = button.dataset.label ?? '';
  }, 2000);
}

/** @param {Element} part */
function text(part) {
  if (!(part instanceof HTMLTableElement)) return (part.textContent ?? '').trim();
  const rows = [...part.rows].map((row) =>
    [...row.cells].map((cell) => (cell.tagName === 'TD' && cell.dataset.value) || cell.innerText.trim()).join('\t'),
  );
  return rows.join('\n');
}

/** @param {string} text */
async function written(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // No permission, or a page from another machine without https.
    return false;
  }
}
