/**
 * Stepping through the pools of the method one looked at last, and doing so by itself.
 *
 * @typedef {import('./comparison.js').Comparison} Comparison
 */
import { inNextPool } from './state/outcome.js';

const PACE = 900;
const CALM_PACE = 2000;

export class Player {
  /** @type {string | null} */
  method = null;
  /** @type {number | undefined} */
  timer = undefined;

  /** @param {Comparison} comparison */
  constructor(comparison) {
    this.comparison = comparison;
    for (const sign of ['pointerover', 'focusin']) {
      document.addEventListener(sign, (event) => {
        const section = event.target instanceof Element ? event.target.closest('[data-method]') : null;
        if (section) this.method = section.getAttribute('data-method');
      });
    }
    this.dress();
  }

  get playing() {
    return this.timer !== undefined;
  }

  /**
   * Pins the value at the same place of the next or previous pool.
   *
   * @param {number} by
   */
  async step(by) {
    await this.move(by, this.playing ? 'replace' : 'push');
  }

  /**
   * @param {number} by
   * @param {import('./url.js').How} how
   */
  async move(by, how) {
    const { known, pinned } = this.comparison;
    const methods = known.answer.methods;
    const method = methods.find(({ key }) => key === this.method) ?? methods[0];
    await this.comparison.pin(inNextPool(known.shape, method.statistics_shape, pinned, by), how);
  }

  /** Plays, or pauses. */
  toggle() {
    if (this.playing) this.pause();
    else this.play();
  }

  play() {
    const pace = matchMedia('(prefers-reduced-motion: reduce)').matches ? CALM_PACE : PACE;
    const next = async (/** @type {import('./url.js').How} */ how) => {
      // Where it is another one afterwards, this run was paused, and perhaps another one begun.
      const { timer } = this;
      await this.move(1, how);
      if (this.timer === timer) this.timer = window.setTimeout(next, pace, 'replace');
    };
    this.timer = 0;
    this.dress();
    next('push');
  }

  pause() {
    window.clearTimeout(this.timer);
    this.timer = undefined;
    this.dress();
  }

  /** The button says what pressing it does. */
  dress() {
    const button = document.getElementById('play');
    if (!button) return;
    button.hidden = false;
    button.textContent = this.playing ? '❚❚ Pause' : '▶ Play';
  }
}
