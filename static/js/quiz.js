/** The quiz: an answer is checked without leaving the page, the score is kept while one stays, one key leads on. */
import * as marks from './quiz-marks.js';
import * as notice from './notice.js';
import { ask } from './request.js';
import { swap } from './swap.js';
import * as theme from './theme.js';
import * as url from './url.js';

/**
 * How the first answer to a question went: its set, its kind, whether it was right, and the lesson about it. Kept only
 * here.
 *
 * @typedef {{set: string, kind: string, right: boolean, lesson: HTMLAnchorElement | null}} First
 * @type {Map<string, First>}
 */
const first = new Map();

document.documentElement.classList.add('scripted');
theme.listen();
marks.listen();
arrive();

/**
 * @param {string} address
 * @param {url.How} how
 * @param {boolean} [counts] whether this is an answer, of which the first one counts
 */
async function go(address, how, counts = false) {
  const done = notice.working();
  const reply = await ask(address);
  done();
  if (!reply) return;
  const page = new DOMParser().parseFromString(reply.text, 'text/html');
  if (!reply.ok || !page.getElementById('quiz')) {
    notice.refused(page, reply.status);
    document.getElementById('notice')?.scrollIntoView({ block: 'nearest' });
    return;
  }
  notice.clear();
  const before = place()?.dataset.question;
  swap(page, false);
  theme.show(page.documentElement.dataset.theme ?? 'auto');
  // In a frame of a lecture nothing is added to the history, so that Back stays the lecture's.
  url.write(reply.address, window.parent === window ? how : 'replace');
  arrive();
  if (counts) count();
  const answered = document.getElementById('next');
  if (how !== 'replace') (answered ?? document.getElementById('prompt'))?.focus({ preventScroll: true });
  if (before !== place()?.dataset.question) window.scrollTo(0, 0);
  else if (answered) document.getElementById('verdict')?.scrollIntoView({ block: 'nearest' });
}

/** Takes the page as it is now: its cells and its verdict. */
function arrive() {
  marks.adopt();
  const verdict = document.getElementById('verdict');
  say(verdict ? verdict.textContent : '');
  sumUp();
}

/** Who asked to be shown the answer has no first one to give any more. */
function count() {
  const { question = '', right = '', set = '', kind = '' } = place()?.dataset ?? {};
  const score = document.getElementById('score');
  if (!score || !right) return;
  if (!first.has(question)) {
    const lesson = /** @type {HTMLAnchorElement | null} */ (document.querySelector('#quiz a[data-lesson]'));
    first.set(question, { set, kind, right: right === 'yes', lesson });
  }
  const held = [...first.values()].filter((each) => each.right).length;
  score.textContent = `${held} of ${first.size} right at the first try`;
  score.hidden = false;
  sumUp();
}

/** At the end of a set: which kinds went wrong at the first try, each with its lesson. */
function sumUp() {
  const box = document.getElementById('went');
  const asked = [...first.values()].filter((each) => each.set === place()?.dataset.set);
  if (!box || !asked.length) return;
  const wrong = new Map(asked.filter((each) => !each.right).map((each) => [each.kind, each.lesson]));
  const lines = [...wrong].map(([kind, lesson]) => {
    const line = document.createElement('li');
    const missed = asked.filter((each) => each.kind === kind && !each.right).length;
    line.append(`${kind}: ${missed} of ${asked.filter((each) => each.kind === kind).length} not right. `);
    if (lesson) line.append('Lesson: ', lesson.cloneNode(true));
    return line;
  });
  const said = lines.length ? 'Not right at the first try, and where to look again:' : 'Every answer was right at the first try.';
  box.querySelector('p')?.replaceChildren(said);
  box.querySelector('ul')?.replaceChildren(...lines);
  box.hidden = false;
}

/** @param {string} text for those who do not see the page change */
function say(text) {
  const said = document.getElementById('said');
  if (said) said.textContent = text.replace(/\s+/g, ' ').trim();
}

function place() {
  return document.getElementById('quiz');
}

document.addEventListener('submit', (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement)) return;
  const button = event.submitter instanceof HTMLButtonElement ? event.submitter : null;
  // A sheet is a page of its own; another set is asked for in this one, and what is wrong with it is said here.
  if (form.id !== 'question' && button?.value !== 'quiz') return;
  event.preventDefault();
  const query = new URLSearchParams([...new FormData(form, button)].map(([name, value]) => [name, String(value)]));
  go(`${form.action}?${query}`, 'push', form.id === 'question');
});
document.addEventListener('click', (event) => {
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  if (!('state' in link.dataset)) return;
  event.preventDefault();
  go(link.href, 'themeChoice' in link.dataset ? 'replace' : 'push', link.hasAttribute('data-skip'));
});
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  const inside = event.target instanceof Element ? event.target : document.body;
  if (inside.matches('select, textarea, .maker input')) return;
  const pressing = inside.matches('a, button, summary, label');
  if (event.key === 'n') follow('a[rel="next"]');
  else if (event.key === 'Enter' && !pressing) enter();
  else if (!choose(event.key)) return;
  event.preventDefault();
});
url.onTravel((address) => go(address, 'keep'));

/** Checks what was chosen; once it was checked, goes on. */
function enter() {
  const form = document.getElementById('question');
  if (form instanceof HTMLFormElement) form.requestSubmit();
  else follow('#next');
}

/** @param {string} selector */
function follow(selector) {
  const link = place()?.querySelector(selector);
  if (link instanceof HTMLElement) link.click();
}

/** @param {string} key */
function choose(key) {
  const choice = /^[a-f]$/.test(key) ? document.querySelector(`#question input[name="answer"][value="${key}"]`) : null;
  if (!(choice instanceof HTMLInputElement)) return false;
  choice.checked = true;
  choice.focus();
  return true;
}
