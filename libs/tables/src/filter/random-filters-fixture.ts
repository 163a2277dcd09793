/** Small and fast, from a seed: a test that fails fails again. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    // Mulberry32.
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function oneOf<T>(random: () => number, options: readonly T[]): T {
  return options[Math.floor(random() * options.length)] as T;
}

const nasty = [
  "'",
  '"',
  ';',
  '--',
  '/*',
  '*/',
  '\\',
  '$1',
  '%',
  '\n',
  '😀',
  ')',
  '(',
  ' OR 1=1',
  'é',
  '?',
  ':x',
  '{',
  '`',
];

/** A text that would like to be more than a text. */
export function randomText(random: () => number): string {
  const parts = Array.from({ length: Math.floor(random() * 6) }, () =>
    random() < 0.6 ? oneOf(random, nasty) : oneOf(random, ['a', 'DROP TABLE t', '1', ' ', 'NULL', 'x y']),
  );
  return parts.join('');
}

/** A condition of the grammar over the columns `n` (integers), `s` (texts) and `l` (lists of texts). */
export function randomWhere(random: () => number, depth = 4): string {
  const text = () => `'${randomText(random).replaceAll("'", "''")}'`;
  const number = () => oneOf(random, ['0', '-1', '3', '2.5', '1e2', '-7.25', '.5', '10']);
  if (depth > 0 && random() < 0.6) {
    const part = () => randomWhere(random, depth - 1);
    return oneOf(random, [
      () => `(${part()}) AND ${part()}`,
      () => `${part()} or (${part()})`,
      () => `NOT (${part()})`,
      () => `((${part()}))`,
    ])();
  }
  return oneOf(random, [
    () => `"n" ${oneOf(random, ['=', '<', '>=', '<>', '!='])} ${number()}`,
    () => `${number()} < "n"`,
    () => `"s" ${oneOf(random, ['=', '<>', '<', 'LIKE', 'ilike', 'NOT LIKE', 'GLOB'])} ${text()}`,
    () => `"s" IN (${text()}, ${text()})`,
    () => `"n" NOT BETWEEN ${number()} AND ${number()}`,
    () => `"${oneOf(random, ['n', 's', 'l'])}" IS ${oneOf(random, ['', 'NOT '])}NULL`,
    () => `contains("l", ${text()})`,
    () => `"s.length" > ${number()}`,
    () => `"s".lower() = "s"`,
  ])();
}

const pieces = [
  '"n"',
  '"s"',
  '"l"',
  '"',
  "'",
  "'a'",
  '=',
  '<',
  '(',
  ')',
  ',',
  '.',
  'AND',
  'OR',
  'NOT',
  'IN',
  'BETWEEN',
  'LIKE',
  'IS',
  'NULL',
  '1',
  '-',
  '--',
  ';',
  '/*',
  'SELECT',
  'FROM',
  'UNION',
  'DROP TABLE',
  'read_csv',
  'lower',
  'getenv',
  '$1',
  '::',
  '\\',
  '\0',
  '1e5',
  '~',
  'true',
  ' ',
];

/** Tokens in any order, mostly nonsense. */
export function randomNoise(random: () => number): string {
  return Array.from({ length: 1 + Math.floor(random() * 14) }, () => oneOf(random, pieces)).join(
    random() < 0.5 ? ' ' : '',
  );
}
