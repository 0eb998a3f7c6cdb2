/** The speaker's window: notes, what comes next, the clock, and the same keys. It leads the lecture and follows it. */
import { Channel } from './lecture-channel.js';
import { Keys, ways } from './lecture-keys.js';
import { at, channel as name, count, part, plain, stepOf, steps, tell } from './lecture-steps.js';
import * as url from './url.js';

const SECOND = 1000;
let number = stepOf(location.href);
let dark = false;
/** When the speaker began, and how long it was before the last stop; in milliseconds. */
let began = /** @type {number | null} */ (null);
let before = 0;

const keys = new Keys(
  count,
  {
    ...ways(count, () => number, go),
    darken,
  },
  go,
);
const channel = new Channel(name, count, (message) => {
  if (message.kind === 'at') {
    show(message.step);
    dim(message.dark);
  }
});
keys.listen(window);
channel.say({ kind: 'ask' });

part('times').hidden = false;
part('darken').hidden = false;
part('darken').addEventListener('click', darken);
for (const [id, step] of /** @type {[string, number][]} */ ([
  ['before', -1],
  ['after', 1],
])) {
  part(id).addEventListener('click', (event) => {
    if (!plain(event)) return;
    event.preventDefault();
    go(number + step);
  });
}
const jump = /** @type {HTMLSelectElement} */ (part('jump'));
for (const label of document.querySelectorAll('.jump')) if (label instanceof HTMLElement) label.hidden = false;
jump.addEventListener('change', () => {
  go(Number(jump.value));
  jump.blur(); // so that the next key leads on
});
part('start').addEventListener('click', () => {
  if (began === null) began = Date.now();
  else {
    before += Date.now() - began;
    began = null;
  }
  tick();
});
part('reset').addEventListener('click', () => {
  before = 0;
  if (began !== null) began = Date.now();
  tick();
});
window.setInterval(tick, SECOND / 4);
tick();

/** @param {number} to */
function go(to) {
  show(Math.min(Math.max(to, 1), count));
  dim(false);
  report();
}

/** @param {number} to */
function show(to) {
  if (to === number) return;
  // Whoever goes on from the first step has begun to speak; further jumps are only another window's news.
  if (number === 1 && to === 2 && began === null && !before) began = Date.now();
  number = to;
  url.write(at(location.href, number), 'replace');
  tell(number);
  const [step, next] = [steps[number - 1], steps[number]];
  part('notes').replaceChildren(
    ...step.notes.map((line) => Object.assign(document.createElement('li'), { textContent: line })),
  );
  picture('picture', step.picture);
  part('next-sentence').textContent = next ? next.sentence : 'The end.';
  picture('next-picture', next?.picture);
  jump.value = String(number);
  const there = /** @type {HTMLAnchorElement} */ (part('lecture-link'));
  there.href = at(there.href, number);
}

/**
 * @param {string} id
 * @param {string | undefined} address
 */
function picture(id, address) {
  const image = /** @type {HTMLImageElement} */ (part(id));
  image.hidden = !address;
  if (address) image.src = address;
  else image.removeAttribute('src');
}

function darken() {
  dim(!dark);
  report();
}

/** @param {boolean} wanted */
function dim(wanted) {
  dark = wanted;
  part('darken').setAttribute('aria-pressed', String(dark));
}

function report() {
  channel.say({ kind: 'at', step: number, dark });
}

function tick() {
  const now = new Date();
  part('clock').textContent = `${now.getHours()}:${two(now.getMinutes())}`;
  const seconds = Math.floor((before + (began === null ? 0 : Date.now() - began)) / SECOND);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  part('elapsed').textContent = `${hours ? `${hours}:${two(minutes)}` : minutes}:${two(seconds % 60)}`;
  part('start').textContent = began === null ? (before ? 'Go on' : 'Start') : 'Stop';
}

/** @param {number} part */
function two(part) {
  return String(part).padStart(2, '0');
}
