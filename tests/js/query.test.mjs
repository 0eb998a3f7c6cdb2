import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ownKept, read, retargeted, write } from '../../static/js/state/query.js';

const then = read('layout=image&shape=2,3,4,4&cell=0,1,0,0');

test('keys come in the canonical order, and commas and colons stay readable', () => {
  assert.equal(write(read('?cell=0,1&methods=reduce:NH,batch&layout=features')), 'layout=features&methods=reduce:NH,batch&cell=0,1');
});

test('spaces, ampersands and equals signs in a value survive', () => {
  const query = write(new Map([['values', '1 2&3=4,5%']]));
  assert.equal(query, 'values=1+2%263%3D4,5%25');
  assert.equal(read(query).get('values'), '1 2&3=4,5%');
});

test('a link follows what was moved since it was written', () => {
  const now = new Map([...then, ['cell', '1,2,3,3'], ['turn', '60,35']]);
  assert.equal(retargeted('?layout=image&shape=2,3,4,4&methods=rms&cell=0,1,0,0', then, now), 'layout=image&shape=2,3,4,4&methods=rms&cell=1,2,3,3&turn=60,35');
});

test('a link that is about a value keeps it', () => {
  const now = new Map([...then, ['cell', '1,2,3,3']]);
  assert.equal(retargeted('?cell=0,0,0,0', then, now), 'cell=0,0,0,0');
  assert.equal(retargeted('?cell=0,1,0,0', then, now, ['cell']), 'cell=0,1,0,0');
});

test('a part that went back to its default leaves the link', () => {
  const turned = new Map([...then, ['turn', '10,20']]);
  assert.equal(retargeted('?shape=1&turn=10,20', turned, then), 'shape=1');
});

test('values of the reader\'s own that an address does not carry are known by it', () => {
  for (const yes of ['/?source=own', 'http://a/?seed=1&source=own#x', '/?source=own&values=']) assert.equal(ownKept(yes), true);
  for (const no of ['/', '/?source=gaussian', '/?source=own&values=1,2', '/#?source=own']) assert.equal(ownKept(no), false);
});

test('a link of a part that comes later keeps what was changed meanwhile', () => {
  const [before, after] = [read('seed=1&batches=20&view=training'), read('seed=1&batches=20&new_weight=0.5&view=training')];
  assert.equal(retargeted('?seed=1&mode=test&batches=20&view=training', before, after), 'seed=1&mode=test&batches=20&new_weight=0.5&view=training');
  assert.equal(retargeted('?seed=1&batches=20&new_weight=0.5&view=training', after, before), 'seed=1&batches=20&view=training');
});
