import assert from 'node:assert/strict';
import { test } from 'node:test';

import { npy } from '../../static/js/npy.js';

test('header and values of a .npy file', () => {
  const file = new Uint8Array(npy(Float32Array.of(0, 0.5, 1, 0.25, 5, 6), [1, 3, 1, 2]));
  assert.deepEqual([...file.slice(0, 8)], [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);
  const length = file[8] + 256 * file[9];
  assert.equal((10 + length) % 64, 0);
  const header = String.fromCharCode(...file.slice(10, 10 + length));
  assert.match(header, /^\{'descr': '<f4', 'fortran_order': False, 'shape': \(1, 3, 1, 2\), \} *\n$/);
  assert.deepEqual([...new Float32Array(file.buffer.slice(10 + length))], [0, 0.5, 1, 0.25, 5, 6]);
});
