import { errors } from '@rowhouse/contract';

/** A query string as Fastify parses it. */
export type Query = Readonly<Record<string, unknown>>;

/** Names one split, as the paths that page through rows need it. */
export interface SplitPlace {
  dataset: string;
  config: string;
  split: string;
}

/** The value of a parameter; blank counts as missing, and so does a parameter given twice. */
export function parameter(query: Query, name: string): string | undefined {
  const value = query[name];
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

/**
 * All of the named parameters or none at all, as the paths of stored results ask for them.
 * @throws MissingRequiredParameter that names all of them
 */
export function requireTogether<Name extends string>(
  query: Query,
  names: readonly Name[],
): Record<Name, string> {
  const values = names.map((name) => [name, parameter(query, name)] as const);
  if (values.some(([, value]) => value === undefined))
    throw errors.MissingRequiredParameter({ parameters: names });
  return Object.fromEntries(values) as Record<Name, string>;
}

/**
 * The parameters one after the other, as `/rows` asks for them.
 * @throws MissingRequiredParameter that names the first one missing
 */
export function requireInTurn<Name extends string>(
  query: Query,
  names: readonly Name[],
): Record<Name, string> {
  const entries = names.map((name) => {
    const value = parameter(query, name);
    if (value === undefined) throw errors.MissingRequiredParameter({ parameters: [name] });
    return [name, value] as const;
  });
  return Object.fromEntries(entries) as Record<Name, string>;
}

/**
 * Which rows a page asks for. The parameter `max_length` allows for pages longer than `maxRows`, up to `maxLength`.
 * @throws InvalidParameter in Hugging Face's words
 */
export function pageOf(
  query: Query,
  maxRows: number,
  maxLength = maxRows,
): { offset: number; length: number; perPage: number } {
  const offset = wholeNumber(query, 'offset', 0);
  const perPage = wholeNumber(query, 'max_length', maxRows);
  const most = Math.max(maxRows, maxLength);
  if (perPage > most) throw tooGreat('max_length', most);
  const length = wholeNumber(query, 'length', Math.min(maxRows, perPage));
  if (length > perPage) throw tooGreat('length', perPage);
  return { offset, length, perPage };
}

/** Which rows a download asks for: all, unless it says otherwise. @throws InvalidParameter */
export function rangeOf(query: Query): { offset: number; length: number | null } {
  const length = parameter(query, 'length') === undefined ? null : wholeNumber(query, 'length', 0);
  return { offset: wholeNumber(query, 'offset', 0), length };
}

function tooGreat(name: string, limit: number) {
  return errors.InvalidParameter({ message: `Parameter '${name}' must not be greater than ${limit}` });
}

/** A parameter that counts from zero. @throws MissingRequiredParameter, InvalidParameter */
export function requiredNumber(query: Query, name: string): number {
  requireInTurn(query, [name]);
  return wholeNumber(query, name, 0);
}

function wholeNumber(query: Query, name: string, absent: number): number {
  const text = parameter(query, name);
  if (text === undefined) return absent;
  if (!/^\s*[+-]?\d+\s*$/.test(text))
    throw errors.InvalidParameter({ message: `Parameter '${name}' must be integer` });
  const value = Number(text);
  if (value < 0) throw errors.InvalidParameter({ message: `Parameter '${name}' must be positive` });
  // Beyond this no table has rows; a bound keeps the arithmetic exact.
  return Math.min(value, Number.MAX_SAFE_INTEGER - maxPage);
}

const maxPage = 1_000_000;
