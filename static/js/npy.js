/**
 * Bytes as a .npy file, version 1.0 (numpy.lib.format): magic, length of the header, header, values.
 *
 * @param {Float32Array} values in C order
 * @param {number[]} shape
 * @returns {ArrayBuffer}
 */
export function npy(values, shape) {
  const dictionary = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape.join(', ')}), }`;
  const start = 10;
  const padded = Math.ceil((start + dictionary.length + 1) / 64) * 64 - start;
  const header = `${dictionary.padEnd(padded - 1)}\n`;
  const file = new Uint8Array(start + padded + 4 * values.length);
  file.set([0x93, ...[...'NUMPY'].map((letter) => letter.charCodeAt(0)), 1, 0, padded & 255, padded >> 8]);
  file.set(
    [...header].map((letter) => letter.charCodeAt(0)),
    start,
  );
  const body = new DataView(file.buffer, start + padded);
  values.forEach((value, k) => body.setFloat32(4 * k, value, true));
  return file.buffer;
}
