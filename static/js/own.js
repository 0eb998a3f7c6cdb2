/**
 * Values of one's own: a .npy file, CSV or JSON, or a picture. They are posted with every question, and the server keeps
 * none. Loaded when there are some.
 *
 * @typedef {import('./comparison.js').Comparison} Comparison
 * @typedef {import('./request.js').Own} Own
 */
import * as notice from './notice.js';
import { npy } from './npy.js';
import { gateway } from './state/query.js';

const LARGEST_SIDE = 128;
/** Below this a side shows nothing of a picture; it is then made so long as this. */
const LEAST_SIDE = 16;
const LONGER_SIDE = 64;
const LONGEST_NAME = 40;

/**
 * Shows a file's values.
 *
 * @param {Comparison} comparison
 * @param {File} file
 */
export async function take(comparison, file) {
  if (file.type.startsWith('image/')) {
    const own = await decoded(file, fields());
    if (own) await give(comparison, own, file.name);
    else notice.say(`The browser cannot read ${shortened(file.name)} as a picture. PNG and JPEG always work.`);
    return;
  }
  if (!/\.(csv|json|txt|tsv)$/i.test(file.name)) {
    await post(comparison, file, 'application/x-npy', file.name);
    return;
  }
  const text = (await file.text()).trim();
  const box = /** @type {HTMLTextAreaElement} */ (document.getElementById('own-values'));
  if (text.length > Number(box.dataset.most)) {
    await post(comparison, text, text.startsWith('[') ? 'application/json' : 'text/csv', file.name);
    return;
  }
  const typed = fields();
  typed.set('values', text);
  if (!(await comparison.go(gateway(typed), 'push', null))) stay();
}

/** The nearest to a file that says nothing would lead away from what is shown, and from the values that are. */
function stay() {
  document.querySelector('#notice a[data-state]')?.closest('p')?.remove();
}

/** The settings. */
function fields() {
  return new FormData(/** @type {HTMLFormElement} */ (document.getElementById('settings')));
}

/**
 * @param {Comparison} comparison
 * @param {Blob | ArrayBuffer | string} body
 * @param {string} type
 * @param {string} [name] of the file that they are from
 */
export async function post(comparison, body, type, name) {
  await give(comparison, { body, type, said: '' }, name);
}

/**
 * Asks for the page of values that are posted. They bring their own shape; the settings that fit it stay.
 *
 * @param {Comparison} comparison
 * @param {Own} own
 * @param {string} [name] of the file that they are from
 */
async function give(comparison, own, name) {
  const query = new URLSearchParams([...comparison.state].filter(([key]) => key !== 'values'));
  query.set('source', 'own');
  const whose = name ? `the numbers of ${shortened(name)}` : 'your own numbers';
  own.said =
    `These are ${whose}. They are sent to this server to be computed, and not stored: ` +
    'a link to this page will not carry them, and a reload loses them.';
  if (!(await comparison.go(`/own?${query}`, 'push', own))) {
    stay();
    return;
  }
  window.onbeforeunload = (event) => {
    if (comparison.own) event.preventDefault();
  };
  const sheet = /** @type {HTMLDetailsElement | null} */ (document.querySelector('details.own'));
  if (sheet) sheet.open = false; // what was asked for is there, and the picture wants the room
}

/**
 * A file's name, without the middle of a long one.
 *
 * @param {string} name
 */
function shortened(name) {
  return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME / 2)}…${name.slice(-LONGEST_NAME / 2)}` : name;
}

/**
 * The reader's own values for the sizes that were asked for: a picture is made as large, all else stays as it is.
 *
 * @param {Own | null} own
 * @param {FormData} asked
 */
export async function resized(own, asked) {
  const picture = own?.picture;
  const sides = ['H', 'W'].map((letter) => side(asked, letter));
  if (!picture || sides.every((length, k) => !length || length === picture.sides[k])) return own;
  const made = await sampled(picture.file, () => sides.map((length, k) => length || picture.sides[k]));
  return made && own ? { ...made, said: own.said } : own;
}

/**
 * A picture in the sizes of the form; where those are too small to show it, in its own proportions.
 *
 * @param {Blob} file
 * @param {FormData} asked
 */
function decoded(file, asked) {
  return sampled(file, ({ height, width }) => {
    const sides = [side(asked, 'H'), side(asked, 'W')];
    if (Math.min(...sides) >= LEAST_SIDE) return sides;
    const scale = LONGER_SIDE / Math.max(height, width);
    return [height, width].map((length) => Math.max(1, Math.round(length * scale)));
  });
}

/**
 * A picture as one sample of three channels, from 0 (black) to 1 (white): cut to the proportions of the sides, and made
 * as small.
 *
 * @param {Blob} file
 * @param {(picture: ImageBitmap) => number[]} sizes
 * @returns {Promise<Own | null>}
 */
async function sampled(file, sizes) {
  const picture = await createImageBitmap(file).catch(() => null);
  if (!picture) return null;
  const sides = sizes(picture);
  const [height, width] = sides;
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  const part = Math.min(picture.width / width, picture.height / height);
  const [w, h] = [width * part, height * part];
  pen.imageSmoothingQuality = 'high';
  pen.drawImage(picture, (picture.width - w) / 2, (picture.height - h) / 2, w, h, 0, 0, width, height);
  const { data } = pen.getImageData(0, 0, width, height);
  const planes = new Float32Array(3 * height * width);
  for (let pixel = 0; pixel < height * width; pixel += 1) {
    for (let channel = 0; channel < 3; channel += 1) {
      planes[channel * height * width + pixel] = data[4 * pixel + channel] / 255;
    }
  }
  return { body: npy(planes, [1, 3, height, width]), type: 'application/x-npy', said: '', picture: { file, sides } };
}

/**
 * A size that was asked for; 0 where none is.
 *
 * @param {FormData} asked
 * @param {string} letter
 */
function side(asked, letter) {
  return Math.min(LARGEST_SIDE, Math.max(0, Math.floor(Number(asked.get(`size.${letter}`))) || 0));
}
