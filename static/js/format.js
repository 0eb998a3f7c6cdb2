/**
 * How a number is written on screen: five significant digits, and so many more as the values of a tensor share, which
 * the answer says. Twin of app/figures/numbers.py.
 */

const DIGITS = 5;
/** Digits of what goes into a quotient that is checked by hand. */
export const CHECKED = 6;
const MOST_DIGITS = 15;
const LARGEST_WHOLE = 1e9;

/**
 * "0.41176", "−3", "1.2e−5", "∞", "NaN". Minus is U+2212; trailing zeros are left out.
 *
 * @param {number} value
 * @param {number} [digits]
 * @returns {string}
 */
export function number(value, digits = DIGITS) {
  if (Number.isNaN(value)) return 'NaN';
  const sign = value < 0 ? '−' : '';
  const size = Math.abs(value);
  if (size === Infinity) return `${sign}∞`;
  if (Number.isInteger(size) && size < LARGEST_WHOLE) return sign + size;
  const [mantissa, exponent] = size.toExponential(digits - 1).split('e');
  return sign + placed(mantissa.replace('.', '').replace(/0+$/, ''), Number(exponent), digits);
}

/**
 * Two numbers, each to the decimal that keeps six significant digits of their difference.
 *
 * @param {number} value
 * @param {number} other
 * @returns {[string, string]}
 */
export function apart(value, other) {
  const difference = Math.abs(value - other);
  if (!(difference > 0 && difference < Infinity)) return [number(value), number(other)];
  const end = exponentOf(difference) - CHECKED;
  const written = (/** @type {number} */ each) =>
    number(each, Math.min(MOST_DIGITS, Math.max(DIGITS, exponentOf(each) - end)));
  return [written(value), written(other)];
}

/** @param {number} value */
function exponentOf(value) {
  return Number(value.toExponential(CHECKED - 1).split('e')[1]);
}

/**
 * Significant digits with the decimal point where it belongs; scientific outside 0.0001 to what `most` reach.
 *
 * @param {string} digits
 * @param {number} exponent
 * @param {number} most
 */
function placed(digits, exponent, most) {
  if (exponent < -4 || exponent >= most) {
    const mantissa = digits.length === 1 ? digits : `${digits[0]}.${digits.slice(1)}`;
    return `${mantissa}e${exponent}`.replace('-', '−');
  }
  if (exponent < 0) return `0.${'0'.repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  const rest = digits.slice(exponent + 1);
  return rest ? `${whole}.${rest}` : whole;
}
