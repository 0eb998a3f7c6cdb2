import assert from 'node:assert/strict';
import { test } from 'node:test';

import { along, arithmetic, inNextPool, inWindow, numbers, outcome, valueAt } from '../../static/js/state/outcome.js';

const base64 = (values) => Buffer.from(Float64Array.from(values).buffer).toString('base64');

/** Values 0 to 7 of shape 2×4, of which the right half is drawn; pools are rows, and the second is not finite. */
const known = outcome({
  tensor: { axes: ['N', 'C'], shape: [2, 4], source: 'own' },
  cell: { index: [0, 2] },
  window: { ranges: [[0, 2], [2, 4]], values: { dtype: 'f8', bdata: base64([2, 3, 6, 7]), shape: [2, 2] } },
  epsilon: 0.75,
  epsilon_place: 'variance',
  scale: 2,
  offset: 10,
  turn: [45, 35],
  methods: [
    { key: 'layer', label: 'Layer', centers: true, statistics_shape: [2, 1], statistics: { start: [0, 0], shape: [2, 1], mean: [[1.5], ['NaN']], variance: [[1.25], ['Infinity']] } },
    { key: 'rms', label: 'RMS', centers: false, statistics_shape: [2, 1], statistics: { start: [0, 0], shape: [2, 1], mean: [[0], [0]], variance: [[3.5], [31.5]] } },
  ],
  figures: {},
});

test('base64 is read as little-endian numbers of both lengths', () => {
  assert.deepEqual([...numbers({ dtype: 'f8', bdata: base64([1.5, -0.1, Infinity]) })], [1.5, -0.1, Infinity]);
  assert.deepEqual([...numbers({ dtype: 'f4', bdata: 'AADAPwAAgL4=' })], [1.5, -0.25]);
});

test('a value is found in the window and nowhere else', () => {
  assert.equal(valueAt(known, [1, 2]), 6);
  assert.ok(inWindow(known, [0, 3]));
  assert.ok(!inWindow(known, [0, 1]));
});

test('the arithmetic of one value, by hand', () => {
  const steps = arithmetic(known, known.answer.methods[0], [0, 3]);
  assert.equal(steps.centred, 1.5);
  assert.equal(steps.denominator, Math.sqrt(2));
  assert.equal(steps.output, (1.5 / Math.sqrt(2)) * 2 + 10);
});

test('root mean square has no mean and no offset', () => {
  const steps = arithmetic(known, known.answer.methods[1], [0, 3]);
  assert.equal(steps.mean, 0);
  assert.equal(steps.offset, 0);
  assert.equal(steps.output, (3 / Math.sqrt(4.25)) * 2);
});

test('epsilon beside the deviation', () => {
  const beside = { ...known, answer: { ...known.answer, epsilon_place: 'deviation' } };
  assert.equal(arithmetic(beside, known.answer.methods[0], [0, 3]).denominator, Math.sqrt(1.25) + 0.75);
});

test('what is not finite arrives as what it is', () => {
  const steps = arithmetic(known, known.answer.methods[0], [1, 2]);
  assert.ok(Number.isNaN(steps.mean));
  assert.equal(steps.variance, Infinity);
});

test('walking stops at the ends and carries over within axes taken together', () => {
  assert.deepEqual(along([2, 3, 2, 2], [2, 3], [0, 0, 0, 1], 1), [0, 0, 1, 0]);
  assert.equal(along([2, 3, 2, 2], [2, 3], [0, 0, 1, 1], 1), null);
  assert.equal(along([2, 3, 2, 2], [1], [0, 0, 0, 0], -1), null);
  assert.equal(along([2, 3], [], [0, 0], 1), null);
});

test('after the last pool comes the first', () => {
  assert.deepEqual(inNextPool([2, 4], [2, 1], [1, 3], 1), [0, 3]);
  assert.deepEqual(inNextPool([2, 4], [1, 4], [1, 0], -1), [1, 3]);
});
