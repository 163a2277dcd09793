/** A decimal number as its digits: 12.50 is 1250 with the scale 2. */
export interface DecimalText {
  /** Without exponent, as DuckDB casts it exactly. */
  text: string;
  /** Significant digits, at least the scale. */
  width: number;
  scale: number;
}

/** DuckDB's decimals have no more. */
const maxDigits = 38;

/** Writes a number such as -1.5e3 without exponent; null where that needs more than 38 digits. */
export function decimalText(number: string): DecimalText | null {
  const match = /^([+-]?)(\d*)\.?(\d*)(?:e([+-]?\d+))?$/i.exec(number);
  if (!match) return null;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  const power = Number(exponent);
  if (whole.length + fraction.length > 1000 || Math.abs(power) > 1000) return null;
  const allDigits = whole + fraction;
  const point = whole.length + power;
  const left = allDigits.slice(0, Math.max(0, point)).padEnd(Math.max(0, point), '0').replace(/^0+/, '');
  const right = (point < 0 ? '0'.repeat(-point) : '') + allDigits.slice(Math.max(0, point));
  const rest = right.replace(/0+$/, '');
  const width = Math.max(1, left.length + rest.length);
  if (width > maxDigits) return null;
  const digits = `${left || '0'}${rest ? `.${rest}` : ''}`;
  return { text: sign === '-' ? `-${digits}` : digits, width, scale: rest.length };
}
