import { FilterError, type FilterPart, shown } from './filter-error.js';

/**
 * One piece of a filter: a `name` stood in double quotes, a `text` in single ones (both without them), a `word` is a
 * keyword or the name of a function, in lower case.
 */
export interface Token {
  kind: 'name' | 'text' | 'number' | 'word' | 'symbol' | 'end';
  value: string;
  /** Index into the text. */
  at: number;
}

/** Longer ones first. */
const symbols = [
  '!~~*',
  '~~*',
  '~~~',
  '!~~',
  '<=',
  '>=',
  '<>',
  '!=',
  '==',
  '!~',
  '~~',
  '=',
  '<',
  '>',
  '~',
  '(',
  ')',
  ',',
  '.',
  '-',
  '+',
];

const space = /\s+/y;
const word = /[A-Za-z_][A-Za-z0-9_]*/y;
const number = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;

/** Cuts a text into tokens, each character looked at a bounded number of times. @throws FilterError */
export function tokenize(part: FilterPart, text: string): Token[] {
  const tokens: Token[] = [];
  const fail = (reason: string, at: number) =>
    new FilterError(part, reason, [...text.slice(0, at)].length + 1);
  const match = (pattern: RegExp, at: number) => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  let at = 0;
  while (at < text.length) {
    const character = text[at] as string;
    if (character === "'" || character === '"') {
      const kind = character === '"' ? 'name' : 'text';
      const end = endOfQuoted(text, at);
      if (end === -1) {
        throw fail(`The ${kind} that begins here with ${character} has no closing ${character}.`, at);
      }
      const value = text.slice(at + 1, end).replaceAll(character + character, character);
      if (kind === 'name' && value === '') throw fail('The name of a column is empty.', at);
      if (value.includes('\0')) throw fail('A NUL character can be part of no name and no text.', at);
      tokens.push({ kind, value, at });
      at = end + 1;
      continue;
    }
    const blank = match(space, at);
    if (blank !== undefined) {
      at += blank.length;
      continue;
    }
    const digits = match(number, at);
    if (digits !== undefined) {
      const next = text[at + digits.length] ?? '';
      if (/[\w.]/.test(next)) throw fail(`"${shown(digits + next)}" is not a number.`, at);
      tokens.push({ kind: 'number', value: digits, at });
      at += digits.length;
      continue;
    }
    const letters = match(word, at);
    if (letters !== undefined) {
      tokens.push({ kind: 'word', value: letters.toLowerCase(), at });
      at += letters.length;
      continue;
    }
    if (text.startsWith('--', at) || text.startsWith('/*', at)) {
      throw fail('Comments are not part of a filter.', at);
    }
    const symbol = symbols.find((candidate) => text.startsWith(candidate, at));
    if (symbol === undefined) throw fail(`"${[...text.slice(at, at + 2)][0]}" has no meaning here.`, at);
    tokens.push({ kind: 'symbol', value: symbol, at });
    at += symbol.length;
  }
  tokens.push({ kind: 'end', value: '', at });
  return tokens;
}

/** Index of the closing quote, -1 when there is none; a doubled quote is part of the content. */
function endOfQuoted(text: string, start: number): number {
  const quote = text[start] as string;
  let end = text.indexOf(quote, start + 1);
  while (end !== -1 && text[end + 1] === quote) end = text.indexOf(quote, end + 2);
  return end;
}
