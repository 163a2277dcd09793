const MICROS = 1_000_000n;
const DAY = 86_400n * MICROS;

/**
 * Microseconds since 1970 as `2016-07-01 00:00:00`; with six more digits where `fraction` asks for them and they are
 * not zero. Years before 1 and after 9999 are written as ISO 8601's expanded ones, `-000043` (44 BC) and `+010000`.
 */
export function civilTime(micros: bigint, { fraction = false } = {}): string {
  const days = floorDivide(micros, DAY);
  return `${civilDate(Number(days))} ${clockTime(micros - days * DAY, { fraction })}`;
}

/** Microseconds since midnight as `13:37:00`. */
export function clockTime(micros: bigint, { fraction = false } = {}): string {
  const seconds = Number(micros / MICROS);
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  const rest = micros % MICROS;
  const tail = fraction && rest !== 0n ? `.${String(rest).padStart(6, '0')}` : '';
  return `${two(seconds / 3600)}:${two((seconds / 60) % 60)}:${two(seconds % 60)}${tail}`;
}

/** Years of 400 have a fixed number of days; a year that begins in March has its leap day at the end. */
function civilDate(daysSince1970: number): string {
  const days = daysSince1970 + 719_468;
  const era = Math.floor(days / 146_097);
  const ofEra = days - era * 146_097;
  const yearOfEra = Math.floor(
    (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365,
  );
  const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const fromMarch = Math.floor((5 * ofYear + 2) / 153);
  const day = ofYear - Math.floor((153 * fromMarch + 2) / 5) + 1;
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${yearText(year)}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

function yearText(year: number): string {
  if (year >= 1 && year <= 9999) return String(year).padStart(4, '0');
  return `${year < 0 ? '-' : '+'}${String(Math.abs(year)).padStart(6, '0')}`;
}

function floorDivide(value: bigint, by: bigint): bigint {
  const quotient = value / by;
  return value % by < 0n ? quotient - 1n : quotient;
}
