import assert from 'node:assert/strict';
import { test } from 'node:test';

import { turned } from '../../static/js/figures/projection.js';

test('turning goes round, tilting stops', () => {
  assert.deepEqual(turned(-15, 35), [345, 35]);
  assert.deepEqual(turned(725, 95), [5, 80]);
  assert.deepEqual(turned(10.4, -3), [10, 10]);
});
