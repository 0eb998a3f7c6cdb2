/**
 * The keyboard: arrows walk inside a focused cube, and elsewhere on the stage they move the pinned value. The keys that
 * scroll a page mean the value there alone; turning and stepping work from anywhere.
 *
 * @typedef {import('./comparison.js').Comparison} Comparison
 * @typedef {import('./play.js').Player} Player
 */
import { DEFAULT_TURN } from './figures/projection.js';
import * as select from './select.js';
import { along, inWindow } from './state/outcome.js';

const TURN_STEP = 15;
const WRITING = 'input, select, textarea, [contenteditable]';
const PRESSING = 'a, button, summary';

/**
 * Azimuth and elevation of one step, by what the step is called.
 *
 * @type {Record<string, [number, number]>}
 */
export const TURNS = {
  left: [-TURN_STEP, 0],
  right: [TURN_STEP, 0],
  up: [0, TURN_STEP],
  down: [0, -TURN_STEP],
};

/**
 * Axes and step of a key.
 *
 * @type {Record<string, ['depth' | 'width' | 'height', number]>}
 */
const WALKS = {
  ArrowLeft: ['width', -1],
  ArrowRight: ['width', 1],
  ArrowUp: ['depth', -1],
  ArrowDown: ['depth', 1],
  PageUp: ['height', -1],
  PageDown: ['height', 1],
};

/**
 * @param {Comparison} comparison
 * @param {Player} player
 * @param {boolean} [anywhere] whether keys mean the comparison also where nothing of it is focused
 */
export function listen(comparison, player, anywhere = true) {
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') player.pause();
    const target = event.target instanceof Element ? event.target : document.body;
    if (event.ctrlKey || event.metaKey || event.altKey || target.matches(WRITING)) return;
    const inside = target.closest('[data-cube], [data-grid]');
    if (!inside && !anywhere) return;
    const free = !target.matches(PRESSING) && target.closest('#stage, [data-grid]');
    const done =
      turn(comparison, event) ||
      (inside ? walk(comparison, event, inside) : free && move(comparison, event)) ||
      play(player, event, free) ||
      help(event);
    if (done) event.preventDefault();
  });
}

/**
 * @param {Comparison} comparison
 * @param {KeyboardEvent} event
 */
function turn(comparison, event) {
  if (!event.shiftKey) return false;
  if (event.key === 'Home') comparison.turnTo(...DEFAULT_TURN);
  const step = TURNS[event.key.replace('Arrow', '').toLowerCase()];
  if (step) comparison.turnTo(comparison.turn[0] + step[0], comparison.turn[1] + step[1]);
  return step !== undefined || event.key === 'Home';
}

/**
 * @param {Comparison} comparison
 * @param {KeyboardEvent} event
 * @param {Element} inside a cube or a map
 */
function walk(comparison, event, inside) {
  const { known, shown } = comparison;
  if (event.key === 'Enter') comparison.pin(shown);
  if (event.key === 'Escape') {
    comparison.unshow();
    select.say(known, comparison.pinned);
  }
  const [axes, step] = ways(comparison, event.key, inside) ?? [];
  if (axes && step) {
    const cell = along(known.shape, axes, shown, step);
    if (cell && (inWindow(known, cell) || comparison.grids.holds(inside, cell))) {
      comparison.show(cell);
      select.say(known, cell);
    } else if (cell) comparison.pin(cell);
  }
  return axes !== undefined || event.key === 'Enter' || event.key === 'Escape';
}

/**
 * Pins the next value along the axis of a key, as the cubes have it.
 *
 * @param {Comparison} comparison
 * @param {KeyboardEvent} event
 */
function move(comparison, event) {
  const { known, pinned } = comparison;
  const [axes, step] = ways(comparison, event.key) ?? [];
  if (!axes || !step || event.shiftKey) return false;
  const cell = along(known.shape, axes, pinned, step);
  if (cell) comparison.pin(cell, event.repeat ? 'replace' : 'push');
  return true;
}

/**
 * Goes to what the keys do.
 *
 * @param {KeyboardEvent} event
 */
function help(event) {
  if (event.key !== '?') return false;
  const heading = document.getElementById('keys-help');
  heading?.focus();
  heading?.scrollIntoView({ block: 'center' });
  return heading !== null;
}

/**
 * @param {Comparison} comparison
 * @param {string} key
 * @param {Element} [inside]
 * @returns {[number[], number] | undefined}
 */
function ways({ cubes, grids }, key, inside) {
  if (inside?.matches('[data-grid]')) return grids.walk(inside, key);
  const way = WALKS[key];
  return way && cubes.drawn && [cubes.drawn[way[0]], way[1]];
}

/**
 * @param {Player} player
 * @param {KeyboardEvent} event
 * @param {Element | null | false} free what of the stage Space was pressed on, where it belongs to no button or link
 */
function play(player, event, free) {
  if (event.key === ' ' && free) player.toggle();
  else if (event.key === '[') player.step(-1);
  else if (event.key === ']') player.step(1);
  else return false;
  return true;
}
