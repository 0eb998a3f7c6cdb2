/** How a number is written on screen: five significant digits. Twin of app/figures/numbers.py. */

const DIGITS = 5;
const LARGEST_WHOLE = 1e9;

/**
 * "0.41176", "−3", "1.2e−5", "∞", "NaN". Minus is U+2212; trailing zeros are left out.
 *
 * @param {number} value
 * @returns {string}
 */
export function number(value) {
  if (Number.isNaN(value)) return 'NaN';
  const sign = value < 0 ? '−' : '';
  const size = Math.abs(value);
  if (size === Infinity) return `${sign}∞`;
  if (Number.isInteger(size) && size < LARGEST_WHOLE) return sign + size;
  const [mantissa, exponent] = size.toExponential(DIGITS - 1).split('e');
  return sign + placed(mantissa.replace('.', '').replace(/0+$/, ''), Number(exponent));
}

/**
 * Significant digits with the decimal point where it belongs; scientific outside 0.0001 to 99999.
 *
 * @param {string} digits
 * @param {number} exponent
 */
function placed(digits, exponent) {
  if (exponent < -4 || exponent >= DIGITS) {
    const mantissa = digits.length === 1 ? digits : `${digits[0]}.${digits.slice(1)}`;
    return `${mantissa}e${exponent}`.replace('-', '−');
  }
  if (exponent < 0) return `0.${'0'.repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  const rest = digits.slice(exponent + 1);
  return rest ? `${whole}.${rest}` : whole;
}
