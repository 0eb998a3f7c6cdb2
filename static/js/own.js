/**
 * Values of one's own: a .npy file, CSV or JSON, or a picture, chosen or dropped anywhere. They stay in this browser and
 * are posted with every question.
 *
 * @typedef {import('./comparison.js').Comparison} Comparison
 */
import * as notice from './notice.js';
import { npy } from './npy.js';
import { gateway } from './state/query.js';

const LARGEST_SIDE = 128;
/** Parts of the state that other values may make meaningless. */
const OF_THE_VALUES = ['layout', 'shape', 'source', 'seed', 'values', 'methods', 'groups', 'virtual', 'cell'];

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
 * Shows a file's values.
 *
 * @param {Comparison} comparison
 * @param {File} file
 */
async function take(comparison, file) {
  if (file.type.startsWith('image/')) {
    const pixels = await decoded(file);
    if (pixels) await post(comparison, pixels, 'application/x-npy');
    else notice.say(`The browser cannot read ${file.name} as a picture. PNG and JPEG always work.`);
    return;
  }
  if (!/\.(csv|json|txt|tsv)$/i.test(file.name)) {
    await post(comparison, file, 'application/x-npy');
    return;
  }
  const text = (await file.text()).trim();
  const box = /** @type {HTMLTextAreaElement} */ (document.getElementById('own-values'));
  if (text.length > Number(box.dataset.most)) {
    await post(comparison, text, text.startsWith('[') ? 'application/json' : 'text/csv');
    return;
  }
  const fields = new FormData(/** @type {HTMLFormElement} */ (box.form));
  fields.set('values', text);
  await comparison.go(gateway(fields), 'push', null);
}

/**
 * Asks for the page of values that are posted. They bring their own shape; the settings that are not about it stay.
 *
 * @param {Comparison} comparison
 * @param {Blob | ArrayBuffer | string} body
 * @param {string} type
 */
export async function post(comparison, body, type) {
  const query = new URLSearchParams({ source: 'own' });
  const methods = (comparison.state.get('methods') ?? '').split(',').filter((key) => key && !key.startsWith('reduce:'));
  if (methods.length) query.set('methods', methods.join(','));
  for (const [key, value] of comparison.state) {
    if (!OF_THE_VALUES.includes(key)) query.set(key, value);
  }
  if (await comparison.go(`/?${query}`, 'push', { body, type })) {
    notice.say('These are your own numbers. They stay in this browser: a link to this page will not carry them.');
  }
}

/**
 * A picture as one sample of three channels: cut to the proportions of the sizes in the form, and made as small.
 *
 * @param {Blob} file
 */
async function decoded(file) {
  const picture = await createImageBitmap(file).catch(() => null);
  if (!picture) return null;
  const [height, width] = [side('H'), side('W')];
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  const part = Math.min(picture.width / width, picture.height / height);
  const [w, h] = [width * part, height * part];
  pen.imageSmoothingQuality = 'high';
  pen.drawImage(picture, (picture.width - w) / 2, (picture.height - h) / 2, w, h, 0, 0, width, height);
  const { data } = pen.getImageData(0, 0, width, height);
  const planes = new Uint8Array(3 * height * width);
  for (let pixel = 0; pixel < height * width; pixel += 1) {
    for (let channel = 0; channel < 3; channel += 1) {
      planes[channel * height * width + pixel] = data[4 * pixel + channel];
    }
  }
  return npy(planes, [1, 3, height, width]);
}

/** @param {string} letter */
function side(letter) {
  const field = /** @type {HTMLInputElement | null} */ (document.querySelector(`[name="size.${letter}"]`));
  return Math.min(LARGEST_SIDE, Math.max(1, Math.floor(Number(field?.value)) || 32));
}
