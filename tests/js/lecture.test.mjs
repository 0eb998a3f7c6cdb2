import assert from 'node:assert/strict';
import { test } from 'node:test';
import { understood } from '../../static/js/lecture-channel.js';

test('a message of another window is taken when it is whole and names a step that there is', () => {
  assert.deepEqual(understood({ kind: 'ask', more: 1 }, 3), { kind: 'ask' });
  assert.deepEqual(understood({ kind: 'at', step: 3, dark: true, more: 1 }, 3), { kind: 'at', step: 3, dark: true });
});

test('anything else is left alone', () => {
  const wrong = [
    ...[null, undefined, 7, 'ask', [], {}, { kind: 'go' }, { kind: 'at' }],
    ...[0, 4, 1.5, '2', NaN, null].map((step) => ({ kind: 'at', step, dark: false })),
    { kind: 'at', step: 2, dark: 'yes' },
  ];
  for (const each of wrong) assert.equal(understood(each, 3), null);
});
