/**
 * The frames of a lecture: the step that is shown, the next one ready behind it, and the one before as it was left.
 *
 * @typedef {{frame: string, sentence: string}} Framed
 */

export class Frames {
  /**
   * @param {HTMLElement} stage holds the frame that the server wrote
   * @param {Framed[]} steps
   * @param {(there: Window) => void} loaded called with the window of a frame whenever a page has come into it
   */
  constructor(stage, steps, loaded) {
    this.stage = stage;
    this.steps = steps;
    this.loaded = loaded;
    /** @type {Map<number, HTMLIFrameElement>} */
    this.frames = new Map();
    const first = stage.querySelector('iframe');
    if (first) this.keep(Number(first.dataset.number), first);
  }

  /** @param {number} number */
  show(number) {
    // A key that is pressed next has to find this window, not a frame that is no longer seen.
    if (document.activeElement instanceof HTMLIFrameElement) document.activeElement.blur();
    const shown = this.frames.get(number) ?? this.make(number);
    for (const [each, frame] of this.frames) {
      frame.inert = frame !== shown;
      frame.classList.toggle('waiting', frame !== shown);
      if (Math.abs(each - number) > 1) {
        frame.remove();
        this.frames.delete(each);
      }
    }
    const prepare = () => this.frames.get(number) === shown && !shown.inert && this.prepare(number + 1);
    if (shown.contentDocument?.readyState === 'complete' && shown.contentDocument.URL !== 'about:blank') prepare();
    else shown.addEventListener('load', prepare, { once: true });
  }

  /** @param {number} number */
  prepare(number) {
    if (number > this.steps.length || this.frames.has(number)) return;
    const frame = this.make(number);
    frame.inert = true;
    frame.classList.add('waiting');
  }

  /** @param {number} number */
  make(number) {
    const { frame, sentence } = this.steps[number - 1];
    const made = Object.assign(document.createElement('iframe'), { src: frame, title: sentence });
    made.dataset.number = String(number);
    this.keep(number, made);
    this.stage.append(made);
    return made;
  }

  /**
   * @param {number} number
   * @param {HTMLIFrameElement} frame
   */
  keep(number, frame) {
    this.frames.set(number, frame);
    const hear = () => frame.contentWindow && this.loaded(frame.contentWindow);
    frame.addEventListener('load', hear);
    if (frame.isConnected) hear();
  }
}
