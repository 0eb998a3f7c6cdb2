/**
 * The comparison as the reader has it in front of them: what was answered, which value is pinned, which one is shown,
 * how the cubes are turned. The modules that listen to the reader call its methods; nothing else changes it.
 *
 * @typedef {import('./request.js').Own} Own
 * @typedef {import('./url.js').How} How
 * @typedef {object} Place where the comparison is shown
 * @property {(query: string) => string} address of the page that shows a state
 * @property {(name: 'first' | 'rest', address: string) => string} part the address of a part of a page
 * @property {(address: string, how: How, note: number | null) => void} record called when the state is another one
 */
import { Cubes } from './cubes.js';
import { answered, fetched, queried, relink } from './fetched.js';
import { DEFAULT_TURN, turned } from './figures/projection.js';
import { Grids } from './grids.js';
import * as notice from './notice.js';
import * as select from './select.js';
import { inWindow, same } from './state/outcome.js';
import { ownKept, retargeted, write } from './state/query.js';
import { swap } from './swap.js';
import * as theme from './theme.js';
import { alone } from './url.js';

export class Comparison {
  cubes = new Cubes(theme.colour);
  grids = new Grids();
  known = answered();
  pinned = this.known.answer.cell.index;
  shown = this.pinned;
  turn = this.known.answer.turn;
  /** The state as the links of the page know it. */
  written = queried();
  /** The state as those below the cubes know it, who come later. */
  lower = this.written;
  /** The state as it is. */
  state = new Map(this.written);
  /** @type {Own | null} values of the reader's own that no address carries */
  own = null;
  /** @type {Own[]} all that were given: going back and forward leads to each again */
  given = [];
  /** Whether what lies below the cubes is still that of the page before. */
  late = false;

  /**
   * @param {() => void} dress called on every page that the server wrote, for what scripts add to it
   * @param {Place} place
   */
  constructor(dress, place) {
    this.dress = dress;
    this.place = place;
    this.cubes.adopt(this.known, this.turn, this.shown);
    this.grids.adopt(this.known);
  }

  /** Takes over the page as the server wrote it. */
  adopt() {
    this.known = answered();
    this.pinned = this.known.answer.cell.index;
    this.shown = this.pinned;
    this.turn = this.known.answer.turn;
    this.written = queried();
    this.state = new Map(this.written);
    this.cubes.adopt(this.known, this.turn, this.shown);
    if (this.late) this.grids.leave();
    else {
      this.grids.adopt(this.known);
      this.lower = this.written;
    }
    this.dress();
  }

  /**
   * Shows a value and its pools without keeping it: what pointing does. The numbers of a value outside of the window
   * are not at hand: its pools light up, and the numbers stay those of the pinned value until it is pinned itself.
   *
   * @param {Index} cell
   */
  show(cell) {
    if (same(cell, this.shown)) return;
    this.shown = cell;
    this.cubes.light(cell);
    this.grids.light(cell);
    select.write(this.known, inWindow(this.known, cell) ? cell : this.pinned);
  }

  /** Goes back to the pinned value. */
  unshow() {
    this.show(this.pinned);
  }

  /**
   * Keeps a value. One outside of the window is asked for; the window follows it.
   *
   * @param {Index} cell
   * @param {How} how
   */
  async pin(cell, how = 'push') {
    this.set('cell', cell.join(','));
    if (!inWindow(this.known, cell)) {
      await this.go(this.address(), how);
    } else {
      this.show(cell);
      this.pinned = cell;
      select.mark(this.known, cell);
      this.record(how);
    }
    select.say(this.known, this.pinned);
    if (this.pinned === cell) await this.follow('cell');
  }

  /**
   * Asks for the parts of the page that follow a key of the state and that no script can make, and puts those in.
   *
   * @param {string} key
   */
  async follow(key) {
    if (this.late || document.querySelector(`[data-follows~="${key}"]`)) await this.below(key);
  }

  /**
   * Asks for what lies below the cubes, and puts it in; where all of it is there already, only what follows a key.
   *
   * @param {string} key
   */
  async below(key = '') {
    if (alone) return;
    const following = [...document.querySelectorAll(`[data-follows~="${key}"]`)];
    const parts = following.map((part) => part.closest('[data-swap]')?.getAttribute('data-swap'));
    const own = ownKept(this.address()) ? this.own : null;
    const address = own ? this.address() : this.place.part('rest', this.address());
    const page = await fetched(address, own, () => this.below(key));
    if (!page) return;
    relink(page, this.written);
    swap(page, true, this.late ? null : parts);
    if (this.late) this.grids.adopt(this.known);
    this.late = false;
    this.lower = this.written;
    this.grids.light(this.shown);
    this.dress();
  }

  /**
   * Turns all cubes.
   *
   * @param {number} azimuth
   * @param {number} elevation
   */
  turnTo(azimuth, elevation) {
    const turn = turned(azimuth, elevation);
    if (same(turn, this.turn)) return;
    this.turn = turn;
    this.set('turn', same(turn, DEFAULT_TURN) ? null : turn.join(','));
    this.cubes.turned(turn, this.shown);
    this.record('replace');
  }

  /** @param {string} name */
  paint(name) {
    this.set('theme', name === 'auto' ? null : name);
    theme.show(name);
    this.record('replace');
  }

  /**
   * Changes a part of the state, also where the form carries it along.
   *
   * @param {string} key
   * @param {string | null} value
   */
  set(key, value) {
    if (value === null) this.state.delete(key);
    else this.state.set(key, value);
    const form = document.getElementById('settings');
    if (!form) return;
    let field = form.querySelector(`input[type="hidden"][name="${key}"]`);
    if (!field) {
      field = Object.assign(document.createElement('input'), { type: 'hidden', name: key });
      form.append(field);
    }
    /** @type {HTMLInputElement} */ (field).value = value ?? '';
  }

  /**
   * Puts what is on screen into the address bar, and into the history whose values they are.
   *
   * @param {How} how
   */
  record(how) {
    this.place.record(this.address(), how, this.own && this.given.indexOf(this.own));
  }

  /** The address of what is on screen. */
  address() {
    return this.place.address(write(this.state));
  }

  /**
   * The address that a link means now: what the reader moved since it was written has moved in it too.
   *
   * @param {HTMLAnchorElement} link
   */
  meant(link) {
    const { pathname, search, hash } = new URL(link.href);
    const kept = link.closest('table, dialog') ? ['cell'] : [];
    const then = link.closest('#stage') ? this.written : this.lower;
    return search ? `${pathname}?${retargeted(search, then, this.state, kept)}${hash}` : link.href;
  }

  /**
   * Asks for another state. What is wrong with it is said in words, and the picture stays. The cubes and their numbers
   * come first, and what lies below them follows; with values that are posted all comes at once.
   *
   * @param {string} address of a page, or of the form's gateway
   * @param {How} how
   * @param {Own | null} own
   * @param {boolean} whole whether all of the page is wanted at once
   * @returns {Promise<boolean>} whether the page is the new one
   */
  async go(address, how = 'push', own = ownKept(address) ? this.own : null, whole = false) {
    if (alone) {
      notice.say('This file holds what it shows. The rest is on the page that it was made from.');
      return false;
    }
    const first = own || whole ? address : this.place.part('first', address);
    const page = await fetched(first, own, () => this.go(address, how, own, whole), 'outcome');
    if (!page) return false;
    if (own) notice.say(own.said);
    else notice.clear();
    this.own = own;
    if (own && !this.given.includes(own)) this.given.push(own);
    swap(page, how !== 'keep');
    theme.show(page.documentElement.dataset.theme ?? 'auto');
    this.late = first !== address && document.querySelector('[data-swap="view"]') !== null;
    this.adopt();
    this.record(how);
    if (this.late) this.below();
    return true;
  }
}
