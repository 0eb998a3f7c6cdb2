/**
 * The keys of a lecture, in its own windows and in the frames they hold. A presenter's clicker sends Page Down, Page Up
 * and a full stop, so these belong to the lecture even while a field is being written in.
 *
 * @typedef {Record<string, () => void | boolean>} Actions by name; false means that the key was not for it
 */

const NAMES = /** @type {Record<string, string>} */ ({
  ArrowRight: 'next',
  PageDown: 'next',
  ArrowLeft: 'previous',
  PageUp: 'previous',
  Home: 'first',
  End: 'last',
  f: 'fill',
  b: 'darken',
  '.': 'darken',
  q: 'code',
  n: 'speaker',
  s: 'speaker',
  p: 'handout',
  '?': 'help',
  Escape: 'close',
});
const CLICKER = ['PageDown', 'PageUp'];
const WRITING = 'input, select, textarea, [contenteditable]';
/** How long a digit waits for a second one, in milliseconds. */
const REST = 900;

/**
 * What leads through a lecture, in each of its windows.
 *
 * @param {number} count how many steps there are
 * @param {() => number} now the step that is shown
 * @param {(number: number) => void} go
 * @returns {Actions}
 */
export function ways(count, now, go) {
  return {
    next: () => go(now() + 1),
    previous: () => go(now() - 1),
    first: () => go(1),
    last: () => go(count),
  };
}

export class Keys {
  /**
   * @param {number} count how many steps there are
   * @param {Actions} actions
   * @param {(number: number) => void} go
   */
  constructor(count, actions, go) {
    this.count = count;
    this.actions = actions;
    this.go = go;
    this.typed = '';
    /** @type {number | undefined} */
    this.timer = undefined;
    this.hear = this.hear.bind(this);
  }

  /**
   * Listens to a window before anything in it does. Listening twice is listening once.
   *
   * @param {Window} there
   */
  listen(there) {
    there.addEventListener('keydown', this.hear, true);
  }

  /** @param {KeyboardEvent} event */
  hear(event) {
    const { key } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || (event.shiftKey && key.length > 1)) return;
    // What is shared is read and copied in a dialog of its own; only the clicker still leads on.
    if (document.querySelector('.share-dialog') && !CLICKER.includes(key)) return;
    // An element of a frame is none of this window's Element.
    const target = /** @type {any} */ (event.target);
    if (target?.matches?.(WRITING) && !CLICKER.includes(key)) return;
    if (!this.digit(key) && !this.enter(key) && !this.act(key)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  /** @param {string} key */
  act(key) {
    const name = NAMES[key.length === 1 ? key.toLowerCase() : key];
    const action = name && this.actions[name];
    if (!action) return false;
    this.forget();
    return action() !== false;
  }

  /**
   * Digits wait for further ones as long as these would still name a step.
   *
   * @param {string} key
   */
  digit(key) {
    if (!/^[0-9]$/.test(key)) return false;
    window.clearTimeout(this.timer);
    const number = Number(this.typed + key);
    if (!number || number > this.count) {
      this.forget();
      return true;
    }
    this.typed = String(number);
    if (number * 10 > this.count) this.jump();
    else {
      this.show();
      this.timer = window.setTimeout(() => this.jump(), REST);
    }
    return true;
  }

  /** @param {string} key */
  enter(key) {
    if (key !== 'Enter' || !this.typed) return false;
    this.jump();
    return true;
  }

  jump() {
    const number = Number(this.typed);
    this.forget();
    this.go(number);
  }

  /** Nothing is typed any more. */
  forget() {
    window.clearTimeout(this.timer);
    this.typed = '';
    this.show();
  }

  show() {
    const place = document.getElementById('typed');
    if (!place) return;
    place.textContent = this.typed && `Step ${this.typed}…`;
    place.hidden = !this.typed;
  }
}
