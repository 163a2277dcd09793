/** A filter as it was written; names are not looked up yet. `at` is an index into the text. */
export type Syntax =
  | { kind: 'logic'; operator: 'AND' | 'OR'; terms: Syntax[]; at: number }
  | { kind: 'not'; term: Syntax; at: number }
  | { kind: 'compare'; operator: Comparison; left: Syntax; right: Syntax; at: number }
  | { kind: 'in'; value: Syntax; options: Syntax[]; negated: boolean; at: number }
  | { kind: 'between'; value: Syntax; low: Syntax; high: Syntax; negated: boolean; at: number }
  | { kind: 'match'; operator: Matching; value: Syntax; pattern: Syntax; negated: boolean; at: number }
  | { kind: 'is'; value: Syntax; what: 'NULL' | 'TRUE' | 'FALSE'; negated: boolean; at: number }
  | { kind: 'call'; name: string; args: Syntax[]; at: number }
  | { kind: 'column'; path: string[]; at: number }
  | Literal;

/** A value that stands in the filter itself; numbers with their sign, as written. */
export type Literal = {
  kind: 'number' | 'text' | 'boolean' | 'null' | 'date' | 'timestamp' | 'time';
  text: string;
  at: number;
};

export type Comparison = '=' | '<>' | '<' | '<=' | '>' | '>=' | 'IS DISTINCT FROM' | 'IS NOT DISTINCT FROM';

export type Matching = 'LIKE' | 'ILIKE' | 'GLOB' | 'SIMILAR TO' | '~';

/** One key of an order. */
export interface OrderSyntax {
  value: Syntax;
  descending: boolean;
  nulls: 'FIRST' | 'LAST';
}

const literalKinds = new Set(['number', 'text', 'boolean', 'null', 'date', 'timestamp', 'time']);

export function isLiteral(syntax: Syntax): syntax is Literal {
  return literalKinds.has(syntax.kind);
}
