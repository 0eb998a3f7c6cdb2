/**
 * The selected value in words and numbers: the readout, the arithmetic of every method, the tables, the spoken line.
 */
import { apart, CHECKED, number } from './format.js';
import { arithmetic, cellName, inWindow, poolOf, valueAt } from './state/outcome.js';

/**
 * Writes a value's numbers everywhere on the page.
 *
 * @param {Outcome} known
 * @param {Index} cell
 */
export function write(known, cell) {
  put('[data-cell="index"]', cell.join(','));
  put('[data-cell="tuple"]', cell.join(', '));
  const { digits } = known.answer;
  put('[data-cell="value"]', number(valueAt(known, cell), digits));
  put('[data-cell="name"]', cellName(known.answer.tensor.ones, cell));
  for (const method of known.answer.methods) {
    const section = document.querySelector(`.method[data-method="${CSS.escape(method.key)}"]`);
    const steps = arithmetic(known, method, cell);
    const [x, mean] = apart(steps.value, steps.mean);
    /** @type {Record<string, string>} */
    const checked = { value: method.centers ? x : number(steps.value, Math.max(CHECKED, digits)), mean };
    for (const place of section?.querySelectorAll('[data-number]') ?? []) {
      const name = /** @type {keyof typeof steps} */ (place.getAttribute('data-number'));
      const value = steps[name];
      const text = place.hasAttribute('data-checked') ? (checked[name] ?? number(value, CHECKED)) : number(value, name === 'mean' ? digits : undefined);
      const whole = value < 0 && place.hasAttribute('data-inside') ? `(${text})` : text;
      if (place.textContent !== whole) place.textContent = whole;
    }
    for (const line of /** @type {NodeListOf<HTMLElement>} */ (section?.querySelectorAll('.fraction') ?? [])) {
      const parts = [...(line.querySelector('mfrac')?.children ?? [])].map(({ textContent }) => textContent.trim().length);
      line.style.setProperty('--letters', String(Math.max(...parts)));
    }
  }
}

/**
 * Marks the value's pools in the tables, and names them where the cubes are described.
 *
 * @param {Outcome} known
 * @param {Index} cell
 */
export function mark(known, cell) {
  for (const method of known.answer.methods) {
    const pool = poolOf(known.shape, method.statistics_shape, cell).join(',');
    for (const row of document.querySelectorAll(`[data-table="${CSS.escape(method.key)}"] tr[data-pool]`)) {
      if (row.getAttribute('data-pool') === pool) row.setAttribute('aria-current', 'true');
      else row.removeAttribute('aria-current');
    }
  }
}

/**
 * Says where the selection went, for those who do not see it.
 *
 * @param {Outcome} known
 * @param {Index} cell
 */
export function say(known, cell) {
  if (!inWindow(known, cell)) {
    put('#live', `${cellName(known.answer.tensor.ones, cell)}. Enter pins it and shows its numbers.`);
    return;
  }
  const { digits } = known.answer;
  const steps = known.answer.methods.map((method) => {
    const { mean, variance, output } = arithmetic(known, method, cell);
    const pool = method.centers
      ? `mean ${number(mean, digits)}, variance ${number(variance)}`
      : `mean square ${number(variance)}`;
    return `${method.label}: ${pool}, output ${number(output)}`;
  });
  put('#live', `${cellName(known.answer.tensor.ones, cell)}: ${number(valueAt(known, cell), digits)}. ${steps.join('. ')}.`);
}

/**
 * @param {string} selector
 * @param {string} text
 */
function put(selector, text) {
  for (const place of document.querySelectorAll(selector)) {
    if (place.textContent !== text) place.textContent = text;
  }
}
