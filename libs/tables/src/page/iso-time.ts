const DAY = 86_400n;

/** Date as Python's `isoformat` prints it; null for values outside years 1 to 9999 and infinities. */
export function isoDate(days: number): string | null {
  const date = new Date(days * 86_400_000);
  const year = date.getUTCFullYear();
  return year >= 1 && year <= 9999 ? date.toISOString().slice(0, 10) : null;
}

/** Time of day; the fraction appears only when it is not zero. */
export function isoTime(micros: bigint): string {
  return clock(micros / 1_000_000n) + fraction(micros % 1_000_000n, 6);
}

/** Date and time from a count of `perSecond` units since 1970; the fraction has 6 or, if needed, 9 digits. */
export function isoTimestamp(count: bigint, perSecond: bigint): string | null {
  const seconds = floorDivide(count, perSecond);
  const rest = count - seconds * perSecond;
  const days = floorDivide(seconds, DAY);
  const date = days > -800_000n && days < 3_000_000n ? isoDate(Number(days)) : null;
  if (date === null) return null;
  const nanos = rest * (1_000_000_000n / perSecond);
  const tail = nanos % 1000n === 0n ? fraction(nanos / 1000n, 6) : fraction(nanos, 9);
  return `${date}T${clock(seconds - days * DAY)}${tail}`;
}

function clock(seconds: bigint): string {
  const total = Number(seconds);
  const part = (value: number) => String(Math.floor(value)).padStart(2, '0');
  return `${part(total / 3600)}:${part((total / 60) % 60)}:${part(total % 60)}`;
}

function fraction(value: bigint, digits: number): string {
  return value === 0n ? '' : `.${value.toString().padStart(digits, '0')}`;
}

function floorDivide(value: bigint, by: bigint): bigint {
  const quotient = value / by;
  return value % by < 0n ? quotient - 1n : quotient;
}
