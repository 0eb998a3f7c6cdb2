/** Tables: sorted by a column, copied with every row as text for a spreadsheet. */

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
  if (Number.isNaN(one) || Number.isNaN(other)) return Number(Number.isNaN(one)) - Number(Number.isNaN(other));
  return one < other ? -1 : Number(one > other);
}

/** @param {HTMLButtonElement} button */
async function copy(button) {
  const table = document.querySelector(`[data-table="${CSS.escape(button.dataset.copy ?? '')}"]`);
  if (!(table instanceof HTMLTableElement)) return;
  const lines = [...table.rows].map((row) =>
    [...row.cells].map((cell) => (cell.tagName === 'TD' && cell.dataset.value) || cell.innerText.trim()).join('\t'),
  );
  button.textContent = (await written(lines.join('\n'))) ? 'Copied' : 'The browser did not allow it';
  window.setTimeout(() => {
    button.textContent = 'Copy';
  }, 2000);
}

/** @param {string} text */
async function written(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false; // no permission, or a page from another machine without https
  }
}
