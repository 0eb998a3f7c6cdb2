/**
 * Keeps the windows of one lecture in step. They are windows of one browser, so no server has to know.
 *
 * @typedef {{kind: 'at', step: number, dark: boolean} | {kind: 'ask'}} Message where the lecture is, or the question
 */

export class Channel {
  /**
   * @param {string} name
   * @param {number} count how many steps there are
   * @param {(message: Message) => void} hear called with what another window says; never with what this one says
   */
  constructor(name, count, hear) {
    this.channel = new BroadcastChannel(name);
    this.channel.addEventListener('message', ({ data }) => {
      const message = understood(data, count);
      if (message) hear(message);
    });
  }

  /** @param {Message} message */
  say(message) {
    this.channel.postMessage(message);
  }
}

/**
 * The message, if it is one: a window of another version may say something else.
 *
 * @param {any} data
 * @param {number} count
 * @returns {Message | null}
 */
export function understood(data, count) {
  if (data?.kind === 'ask') return { kind: 'ask' };
  const there = Number.isInteger(data?.step) && data.step >= 1 && data.step <= count;
  if (data?.kind === 'at' && there && typeof data.dark === 'boolean') {
    return { kind: 'at', step: data.step, dark: data.dark };
  }
  return null;
}
