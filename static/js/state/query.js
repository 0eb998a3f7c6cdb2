/** The query as the server writes it: the same keys in the same order, commas and colons left readable. Pure. */

const ORDER = [
  'layout',
  'shape',
  'source',
  'seed',
  'values',
  'methods',
  'groups',
  'virtual',
  'convention',
  'epsilon',
  'epsilon_place',
  'scale',
  'offset',
  'mode',
  'batches',
  'new_weight',
  'cell',
  'turn',
  'colours',
  'framework',
  'view',
  'axis',
  'theme',
];

/**
 * @param {string} query with or without "?"
 * @returns {Map<string, string>}
 */
export function read(query) {
  return new Map(new URLSearchParams(query));
}

/**
 * @param {Map<string, string>} state
 */
export function write(state) {
  const keys = [...ORDER.filter((key) => state.has(key)), ...[...state.keys()].filter((key) => !ORDER.includes(key))];
  return keys.map((key) => `${key}=${escaped(/** @type {string} */ (state.get(key)))}`).join('&');
}

/**
 * The address of the form's gateway for what its fields say.
 *
 * @param {FormData} fields
 */
export function gateway(fields) {
  return `/go?${new URLSearchParams([...fields].map(([name, value]) => [name, String(value)]))}`;
}

/** @param {string} text */
function escaped(text) {
  return encodeURIComponent(text)
    .replaceAll('%20', '+')
    .replace(/%(2C|3A|5B|5D)/g, (code) => decodeURIComponent(code));
}

/**
 * A link's query after scripts have moved on: where it repeats what the page said, it now repeats what the page says.
 *
 * @param {string} query the link's
 * @param {Map<string, string>} then the page's state when the link was written
 * @param {Map<string, string>} now
 * @param {string[]} kept keys that the link means literally
 */
export function retargeted(query, then, now, kept = []) {
  const state = read(query);
  for (const key of [...then.keys(), ...now.keys()]) {
    if (kept.includes(key) || state.get(key) !== then.get(key)) continue;
    const value = now.get(key);
    if (value === undefined) state.delete(key);
    else state.set(key, value);
  }
  return write(state);
}

/**
 * Whether an address means values of the reader's own that it does not carry.
 *
 * @param {string} address with its query
 */
export function ownKept(address) {
  const query = read(address.split('#')[0].split('?')[1] ?? '');
  return query.get('source') === 'own' && !query.get('values');
}
