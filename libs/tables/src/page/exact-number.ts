/** Node 22 and later; the library types of this target do not have it yet. */
const { rawJSON, isRawJSON } = JSON as typeof JSON & {
  rawJSON(text: string): object;
  isRawJSON(value: unknown): boolean;
};

/** An integer that `JSON.stringify` prints exactly; a plain number wherever that is exact. */
export function exactInteger(value: bigint): number | object {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : rawJSON(value.toString());
}

/** A decimal, `-12.50`, that `JSON.stringify` prints with all of its digits but without zeros at its end. */
export function exactDecimal(text: string): object {
  return rawJSON(text.includes('.') ? text.replace(/\.?0+$/, '') : text);
}

/** A float that is printed as one, `18.0`, also when it is whole: a reader in Python shall get a float. */
export function exactFloat(value: number): number | object {
  if (!Number.isInteger(value) || Math.abs(value) >= 1e21) return value;
  return rawJSON(`${Object.is(value, -0) ? '-0' : value}.0`);
}

/** Parses JSON and keeps integers beyond 2^53 exact when it is printed again. */
export function parseExact(text: string): unknown {
  return JSON.parse(text, keepInteger as (key: string, value: unknown) => unknown);
}

function keepInteger(_key: string, value: unknown, context: { source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const { source } = context;
  return source && /^-?\d+$/.test(source) ? rawJSON(source) : value;
}

/** True for a number that one of these functions wrapped. */
export function isExactNumber(value: unknown): boolean {
  return isRawJSON(value);
}
