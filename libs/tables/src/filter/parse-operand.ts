import type { Literal, Syntax } from './syntax.js';
import type { TokenReader } from './token-reader.js';

const typedTexts = new Set(['date', 'timestamp', 'time']);
const keywords = new Set([
  'and',
  'or',
  'not',
  'in',
  'is',
  'like',
  'ilike',
  'between',
  'asc',
  'desc',
  'nulls',
]);

/** A value, a column, a call, or a condition in brackets, which `condition` parses. */
export function parseOperand(reader: TokenReader, condition: (reader: TokenReader) => Syntax): Syntax {
  let value = primary(reader, condition);
  let chained = 0;
  // Calls behind a value: "name".lower().length().
  while (reader.isSymbol('.') && reader.peek(1).kind === 'word') {
    chained += 1;
    reader.checkChain(chained);
    const { at } = reader.take();
    const name = reader.take().value;
    if (!reader.isSymbol('(')) {
      throw reader.error(
        `Names of columns and fields stand in double quotes: ."${name}"; functions are called: .${name}().`,
        at,
      );
    }
    value = reader.count({ kind: 'call', name, args: [value, ...callArguments(reader, condition)], at });
  }
  return value;
}

function primary(reader: TokenReader, condition: (reader: TokenReader) => Syntax): Syntax {
  const token = reader.peek();
  const { at, value } = token;
  switch (token.kind) {
    case 'name':
      return columnPath(reader);
    case 'text':
    case 'number':
      reader.take();
      return reader.count({ kind: token.kind, text: value, at });
    case 'word':
      return wordOperand(reader, condition);
    case 'symbol':
      if (value === '(') return bracketed(reader, condition);
      if (value === '-' || value === '+') return signedNumber(reader);
      break;
    case 'end':
  }
  throw reader.unexpected('a column in double quotes or a value');
}

function bracketed(reader: TokenReader, condition: (reader: TokenReader) => Syntax): Syntax {
  reader.take();
  const inner = reader.deeper(() => condition(reader));
  reader.expectSymbol(')');
  return inner;
}

function columnPath(reader: TokenReader): Syntax {
  const { at, value } = reader.take();
  const path = [value];
  while (reader.isSymbol('.') && reader.peek(1).kind === 'name') {
    reader.take();
    path.push(reader.count(reader.take().value));
  }
  return reader.count({ kind: 'column', path, at });
}

function signedNumber(reader: TokenReader): Literal {
  const { at, value: sign } = reader.take();
  if (reader.peek().kind !== 'number') throw reader.unexpected(`a number after "${sign}"`);
  const text = reader.take().value;
  return reader.count({ kind: 'number', text: sign === '-' ? `-${text}` : text, at });
}

function wordOperand(reader: TokenReader, condition: (reader: TokenReader) => Syntax): Syntax {
  const { at, value: word } = reader.peek();
  if (reader.isSymbol('(', 1) && !keywords.has(word)) {
    reader.take();
    return reader.count({ kind: 'call', name: word, args: callArguments(reader, condition), at });
  }
  if (typedTexts.has(word) && reader.peek(1).kind === 'text') {
    reader.take();
    return reader.count({ kind: word as 'date', text: reader.take().value, at });
  }
  if (word === 'true' || word === 'false' || word === 'null') {
    reader.take();
    return reader.count({ kind: word === 'null' ? 'null' : 'boolean', text: word, at });
  }
  if (keywords.has(word)) throw reader.unexpected('a column in double quotes or a value');
  throw reader.error(
    `${word} is no keyword. Names of columns stand in double quotes ("${word}"), texts in single ones ('${word}').`,
  );
}

function callArguments(reader: TokenReader, condition: (reader: TokenReader) => Syntax): Syntax[] {
  reader.expectSymbol('(');
  if (reader.takeSymbol(')')) return [];
  return reader.deeper(() => {
    const args = [parseOperand(reader, condition)];
    while (reader.takeSymbol(',')) args.push(parseOperand(reader, condition));
    reader.expectSymbol(')');
    return args;
  });
}
