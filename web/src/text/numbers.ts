const whole = new Intl.NumberFormat('en');
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

/** `12,345`. */
export const wholeNumber = (value: number): string => whole.format(value);

/** Exact up to 99,999, then `1.2M`, so that a column of counts stays narrow. */
export const count = (value: number): string =>
  value < 100_000 ? whole.format(value) : compact.format(value);

/** `1 file`, `2 files`. */
export const counted = (value: number, one: string, many = `${one}s`): string =>
  `${wholeNumber(value)} ${value === 1 ? one : many}`;

/** Bytes in powers of 1000: `512 B`, `1.4 MB`. */
export function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
  let unit = 0;
  let amount = value;
  while (amount >= 999.5 && unit < units.length - 1) {
    amount /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || amount >= 99.95 ? 0 : 1;
  return `${amount.toFixed(digits)} ${units[unit]}`;
}

/** 0 to 1 as `42 %`; never `100 %` before the end. */
export const percent = (share: number): string =>
  `${share >= 1 ? 100 : Math.min(99, Math.floor(share * 100))} %`;
