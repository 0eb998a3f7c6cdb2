/**
 * Files that are chosen or dropped anywhere: what is done with them is loaded then.
 *
 * @typedef {import('./comparison.js').Comparison} Comparison
 */

/** @param {Comparison} comparison */
export function listen(comparison) {
  document.addEventListener('change', (event) => {
    const field = event.target;
    if (!(field instanceof HTMLInputElement) || field.id !== 'own-file') return;
    const file = field.files?.[0];
    if (file) take(comparison, file);
  });
  for (const kind of ['dragenter', 'dragover', 'dragleave', 'drop']) {
    document.addEventListener(kind, (event) => {
      if (!(event instanceof DragEvent) || !event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      document.documentElement.classList.toggle('dropping', kind === 'dragenter' || kind === 'dragover');
      const file = kind === 'drop' && event.dataTransfer.files[0];
      if (file) take(comparison, file);
    });
  }
}

/**
 * @param {Comparison} comparison
 * @param {File} file
 */
async function take(comparison, file) {
  const own = await import('./own.js');
  await own.take(comparison, file);
}
