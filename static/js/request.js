/**
 * Asking the server for a page. The newest question wins: an older one is dropped, and dropping is no error.
 *
 * @typedef {{body: Blob | ArrayBuffer | string, type: string, picture?: Picture, said: string}} Own values that are too
 *   many for an address, and what is said while they are shown
 * @typedef {{file: Blob, sides: number[]}} Picture where they come from, and its height and width as they are
 * @typedef {{ok: boolean, status: number, address: string, text: string}} Reply
 */

export const GONE = 'The server cannot be reached. Is it still running?';
const MOST_TRIES = 4;
/** @type {AbortController | null} */
let current = null;

/**
 * The page at an address, after redirects; null when a newer question or the reader stopped this one.
 *
 * @param {string} address
 * @param {Own | null} [own]
 * @returns {Promise<Reply | null>}
 */
export async function ask(address, own = null) {
  stop();
  const mine = new AbortController();
  current = mine;
  try {
    return await answered(address, own, mine.signal);
  } catch (error) {
    if (mine.signal.aborted) return null;
    return { ok: false, status: 0, address, text: '' };
  } finally {
    if (current === mine) current = null;
  }
}

/**
 * The page at an address, after redirects, also one that says what is wrong. It leaves other questions alone.
 *
 * @param {string} address
 */
export async function text(address) {
  return (await fetch(address, { headers: { Accept: 'text/html' } })).text();
}

/**
 * A file made of values that are posted: the file, or a sentence that says why there is none.
 *
 * @param {string} address
 * @param {Own} own
 * @returns {Promise<Blob | string>}
 */
export async function file(address, own) {
  try {
    const headers = { Accept: 'application/json', 'Content-Type': own.type };
    const response = await fetch(address, { method: 'POST', body: own.body, headers });
    return response.ok ? await response.blob() : (await response.json()).detail;
  } catch {
    return GONE;
  }
}

/**
 * An answer that comes line by line. Resolves when it is whole; rejects with a sentence, or when the signal aborts.
 *
 * @param {string} address
 * @param {AbortSignal} signal
 * @param {(line: any) => void} take called with each line, which is JSON
 */
export async function lines(address, signal, take) {
  const response = await fetch(address, { signal, headers: { Accept: 'application/json' } });
  if (!response.ok || !response.body) throw new Error((await response.json()).detail);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (let rest = ''; ; ) {
    const { done, value } = await reader.read();
    if (done) return;
    const whole = (rest + value).split('\n');
    rest = whole.pop() ?? '';
    for (const line of whole) take(JSON.parse(line));
  }
}

/** Leaves the question that is under way. */
export function stop() {
  current?.abort();
  current = null;
}

/**
 * @param {string} address
 * @param {Own | null} own
 * @param {AbortSignal} signal
 * @returns {Promise<Reply>}
 */
async function answered(address, own, signal) {
  for (let tries = 1; ; tries += 1) {
    const response = await fetch(address, {
      signal,
      headers: { Accept: 'text/html', ...(own && { 'Content-Type': own.type }) },
      ...(own && { method: 'POST', body: own.body }),
    });
    if (response.status === 503 && tries < MOST_TRIES) {
      // Not all who were refused together come back together.
      const wait = 1000 * Number(response.headers.get('Retry-After') ?? 1);
      await pause(wait * (1 + Math.random() / 2), signal);
      continue;
    }
    return { ok: response.ok, status: response.status, address: response.url, text: await response.text() };
  }
}

/**
 * @param {number} milliseconds
 * @param {AbortSignal} signal
 */
function pause(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}
