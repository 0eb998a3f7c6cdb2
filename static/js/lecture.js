/** A lecture as the class sees it: one key leads on. The speaker's window is told, and may lead as well. */
import { Channel } from './lecture-channel.js';
import { Frames } from './lecture-frames.js';
import { Keys, ways } from './lecture-keys.js';
import { at, channel as name, count, part, plain, stepOf, steps, tell } from './lecture-steps.js';
import * as url from './url.js';

const SPEAKER = 'normaxis-speaker';
let number = stepOf(location.href);
let dark = false;

const keys = new Keys(
  count,
  {
    ...ways(count, () => number, go),
    fill,
    darken: () => darken(!dark),
    code: () => card('code-card'),
    speaker,
    handout: () => void window.open(link('handout').href, '_blank', 'noopener'),
    help: () => card('keys-card'),
    close: escape,
  },
  (to) => go(to),
);
const frames = new Frames(part('stage'), steps, (there) => keys.listen(there));
const channel = new Channel(name, count, (message) => {
  if (message.kind === 'ask') report();
  else {
    show(message.step, 'push');
    darken(message.dark, false);
  }
});

keys.listen(window);
url.onTravel((address) => {
  show(stepOf(address), 'keep');
  report();
});
frames.show(number);
report();

for (const id of ['darken', 'fill', 'help']) part(id).hidden = false;
part('darken').addEventListener('click', () => darken(true));
part('fill').addEventListener('click', fill);
part('help').addEventListener('click', () => card('keys-card'));
part('curtain').addEventListener('click', () => darken(false));
for (const [id, act] of /** @type {[string, () => void][]} */ ([
  ['before', () => go(number - 1)],
  ['after', () => go(number + 1)],
  ['code', () => card('code-card')],
  ['speaker', speaker],
])) {
  part(id).addEventListener('click', (event) => {
    if (!plain(event)) return;
    event.preventDefault();
    act();
  });
}
document.addEventListener('click', ({ target }) => {
  const more = /** @type {HTMLDetailsElement} */ (part('more'));
  if (target instanceof Node && !more.contains(target)) more.open = false;
});

/**
 * To a step, as whoever holds the clicker wants it.
 *
 * @param {number} to
 */
function go(to) {
  const wanted = Math.min(Math.max(to, 1), count);
  darken(false, false);
  show(wanted, 'push');
  report();
}

/**
 * @param {number} to
 * @param {url.How} how
 */
function show(to, how) {
  close();
  if (to === number) return;
  number = to;
  url.write(at(location.href, number), how);
  tell(number);
  frames.show(number);
  for (const each of document.querySelectorAll('[data-palette], #speaker, #share')) {
    if (each instanceof HTMLAnchorElement) each.href = at(each.href, number);
  }
}

/** Tells the other windows where the lecture is. */
function report() {
  channel.say({ kind: 'at', step: number, dark });
}

/**
 * @param {boolean} wanted
 * @param {boolean} [told] whether the other windows hear of it from here
 */
function darken(wanted, told = true) {
  if (wanted === dark) return;
  if (wanted) close();
  dark = wanted;
  part('curtain').hidden = !dark;
  if (dark) part('curtain').querySelector('button')?.focus();
  else if (part('curtain').contains(document.activeElement)) part('darken').focus();
  if (told) report();
}

function fill() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen().catch(() => {});
}

/** @param {string} id the card that is opened, or closed if it is open */
function card(id) {
  const wanted = /** @type {HTMLDialogElement} */ (part(id));
  const open = wanted.open;
  close();
  if (open) return;
  if (id === 'code-card') drawCode();
  darken(false);
  wanted.showModal();
}

/** The code is asked for when it is wanted. */
function drawCode() {
  const { students, coded } = steps[number - 1];
  const picture = /** @type {HTMLImageElement} */ (part('code-picture'));
  picture.hidden = !coded;
  part('too-long').hidden = coded;
  if (coded) picture.src = at(link('code').href, number);
  const shown = link('code-address');
  shown.href = students;
  shown.textContent = students;
}

/** Closes what lies over the figure; false where nothing does. */
function close() {
  const more = /** @type {HTMLDetailsElement} */ (part('more'));
  const open = [...document.querySelectorAll('dialog')].filter((each) => each.open);
  const any = open.length > 0 || more.open;
  for (const each of open) each.close();
  more.open = false;
  return any;
}

/** What Esc does: the light comes back, or what lies over the figure goes; false where there is neither. */
function escape() {
  if (!dark) return close();
  darken(false);
  return true;
}

/** The speaker's window: the one that is there, so that its clock runs on, or a new one. */
function speaker() {
  const there = window.open('', SPEAKER, 'popup,width=1100,height=760');
  if (!there) {
    const said = part('typed');
    said.textContent = 'The browser does not let the window open. Allow it for this page, then press n.';
    said.hidden = false;
    return;
  }
  if (there.location.pathname !== new URL(link('speaker').href).pathname) there.location.href = link('speaker').href;
  there.focus();
}

/**
 * @param {string} id
 * @returns {HTMLAnchorElement}
 */
function link(id) {
  return part(id);
}
