/** A text file becomes the text of the field: chosen, or dropped on the page. It is read here and goes nowhere else. */

const MOST_BYTES = 80_000;
const field = /** @type {HTMLTextAreaElement} */ (document.getElementById('text'));
const file = /** @type {HTMLInputElement} */ (document.getElementById('file'));

for (const id of ['choose', 'drop']) {
  const each = document.getElementById(id);
  if (each) each.hidden = false;
}
document.getElementById('problem')?.focus();

file.addEventListener('change', () => take(file.files?.[0]));
for (const kind of ['dragover', 'drop']) document.addEventListener(kind, (event) => event.preventDefault());
document.addEventListener('drop', ({ dataTransfer }) => take(dataTransfer?.files[0]));

/** @param {File | undefined} given */
async function take(given) {
  if (!given) return;
  if (given.size > MOST_BYTES) {
    say(`Got a file of ${given.size} bytes; expected a text of at most ${MOST_BYTES}; try the file with the list of steps.`);
    return;
  }
  const text = await given.text();
  if (text.includes('\uFFFD') || text.includes('\0')) {
    say(`Got “${given.name}”, which is no text in UTF-8; expected plain text; try saving it as a .txt file.`);
    return;
  }
  field.value = text;
  field.focus();
  field.setSelectionRange(0, 0);
  say(`“${given.name}” is in the field.`);
}

/** @param {string} sentence */
function say(sentence) {
  const place = document.getElementById('said');
  if (place) place.textContent = sentence;
}
