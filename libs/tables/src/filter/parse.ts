import { type FilterLimits, filterLimits } from './limits.js';
import { parseOperand } from './parse-operand.js';
import type { Comparison, Matching, OrderSyntax, Syntax } from './syntax.js';
import { TokenReader } from './token-reader.js';

const comparisons: Readonly<Record<string, Comparison>> = {
  '=': '=',
  '==': '=',
  '!=': '<>',
  '<>': '<>',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
};

const matchSymbols: Readonly<Record<string, { operator: Matching; negated: boolean }>> = {
  '~': { operator: '~', negated: false },
  '!~': { operator: '~', negated: true },
  '~~': { operator: 'LIKE', negated: false },
  '!~~': { operator: 'LIKE', negated: true },
  '~~*': { operator: 'ILIKE', negated: false },
  '!~~*': { operator: 'ILIKE', negated: true },
  '~~~': { operator: 'GLOB', negated: false },
};

/** Parses a condition, in time linear in its length. @throws FilterError */
export function parseWhere(text: string, limits: FilterLimits = filterLimits): Syntax {
  const reader = new TokenReader('where', text, limits);
  const condition = parseCondition(reader);
  if (reader.peek().kind !== 'end') throw reader.unexpected('AND, OR or the end');
  return condition;
}

/** Parses sort keys: `"a" DESC NULLS FIRST, "b"`. Without a word NULLs come last. @throws FilterError */
export function parseOrderBy(text: string, limits: FilterLimits = filterLimits): OrderSyntax[] {
  const reader = new TokenReader('orderby', text, limits);
  const keys: OrderSyntax[] = [];
  do {
    if (keys.length === limits.maxKeys)
      throw reader.error(`There are more than ${limits.maxKeys} sort keys.`);
    const value = operand(reader);
    const descending = reader.takeWords('desc');
    if (!descending) reader.takeWords('asc');
    const first = reader.takeWords('nulls', 'first');
    if (!first) reader.takeWords('nulls', 'last');
    keys.push({ value, descending, nulls: first ? 'FIRST' : 'LAST' });
  } while (reader.takeSymbol(','));
  if (reader.peek().kind !== 'end') throw reader.unexpected('a comma, ASC, DESC or the end');
  return keys;
}

/** OR binds weakest, then AND, then NOT. */
function parseCondition(reader: TokenReader): Syntax {
  return chain(reader, 'OR', () => chain(reader, 'AND', () => negation(reader)));
}

function chain(reader: TokenReader, operator: 'AND' | 'OR', term: () => Syntax): Syntax {
  const { at } = reader.peek();
  const first = term();
  if (!reader.isWord(operator.toLowerCase())) return first;
  const terms = [first];
  while (reader.takeWords(operator.toLowerCase())) terms.push(term());
  return { kind: 'logic', operator, terms, at };
}

function negation(reader: TokenReader): Syntax {
  const { at } = reader.peek();
  if (!reader.takeWords('not')) return predicate(reader);
  return { kind: 'not', term: reader.deeper(() => negation(reader)), at };
}

function operand(reader: TokenReader): Syntax {
  return parseOperand(reader, parseCondition);
}

/** A value alone, or a value and what is said of it. */
function predicate(reader: TokenReader): Syntax {
  const value = operand(reader);
  const { at, kind, value: symbol } = reader.peek();
  const operator = kind === 'symbol' ? comparisons[symbol] : undefined;
  if (operator) {
    reader.take();
    return { kind: 'compare', operator, left: value, right: operand(reader), at };
  }
  const matching = kind === 'symbol' ? matchSymbols[symbol] : undefined;
  if (matching) {
    reader.take();
    return { kind: 'match', ...matching, value, pattern: operand(reader), at };
  }
  if (reader.takeWords('is')) return isWhat(reader, value, at);
  const negated = reader.takeWords('not');
  const worded = wordedPredicate(reader, value, negated, at);
  if (worded) return worded;
  if (negated) throw reader.unexpected('IN, BETWEEN, LIKE, ILIKE, GLOB or SIMILAR TO after NOT');
  return value;
}

function wordedPredicate(reader: TokenReader, value: Syntax, negated: boolean, at: number): Syntax | null {
  if (reader.takeWords('in')) {
    reader.expectSymbol('(');
    const options = [operand(reader)];
    while (reader.takeSymbol(',')) options.push(operand(reader));
    reader.expectSymbol(')');
    return { kind: 'in', value, options, negated, at };
  }
  if (reader.takeWords('between')) {
    const low = operand(reader);
    reader.expectWord('and');
    return { kind: 'between', value, low, high: operand(reader), negated, at };
  }
  const operator = matchingWord(reader);
  return operator && { kind: 'match', operator, value, pattern: operand(reader), negated, at };
}

function matchingWord(reader: TokenReader): Matching | null {
  if (reader.takeWords('like')) return 'LIKE';
  if (reader.takeWords('ilike')) return 'ILIKE';
  if (reader.takeWords('glob')) return 'GLOB';
  if (reader.takeWords('similar', 'to')) return 'SIMILAR TO';
  return null;
}

function isWhat(reader: TokenReader, value: Syntax, at: number): Syntax {
  const negated = reader.takeWords('not');
  for (const what of ['NULL', 'TRUE', 'FALSE'] as const) {
    if (reader.takeWords(what.toLowerCase())) return { kind: 'is', value, what, negated, at };
  }
  if (!reader.takeWords('distinct', 'from')) throw reader.unexpected('NULL, TRUE, FALSE or DISTINCT FROM');
  const operator = negated ? 'IS NOT DISTINCT FROM' : 'IS DISTINCT FROM';
  return { kind: 'compare', operator, left: value, right: operand(reader), at };
}
