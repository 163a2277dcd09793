import type { FeatureColumn, SearchHighlight } from '@rowhouse/contract';
import { cellTexts } from '../index/cell-texts.js';
import type { SearchClause } from '../query/search-clause.js';
import type { Term, Terms } from '../terms/terms.js';

export interface HighlightLimits {
  /** Of one text, only so much of its beginning is looked through; in UTF-16 units. */
  perText: number;
  /** Of all texts of one answer. */
  perAnswer: number;
}

/** Finds again what the index found, in the texts of the rows of one answer. */
export class Highlighter {
  readonly #clauses: readonly SearchClause[];
  #left: number;

  constructor(
    private readonly terms: Terms,
    clauses: readonly SearchClause[],
    private readonly limits: HighlightLimits,
  ) {
    this.#clauses = clauses.filter(({ negative }) => !negative);
    this.#left = limits.perAnswer;
  }

  of({ name, type }: FeatureColumn, cell: unknown): SearchHighlight[] {
    const clauses = this.#clauses.filter(({ column }) => column === null || column === name);
    if (clauses.length === 0) return [];
    const highlights: SearchHighlight[] = [];
    for (const { path, text } of cellTexts(type, cell)) {
      if (this.#left <= 0) break;
      const looked = text.slice(0, Math.min(this.limits.perText, this.#left));
      this.#left -= looked.length;
      const ranges = rangesIn(this.terms.of(looked), clauses);
      if (ranges.length > 0) highlights.push({ column: name, path, ranges });
    }
    return highlights;
  }
}

function rangesIn(found: readonly Term[], clauses: readonly SearchClause[]): [number, number][] {
  const ranges: [number, number][] = [];
  for (let at = 0; at < found.length; at++) {
    for (const clause of clauses) {
      const end = endOfMatch(found, at, clause);
      if (end !== null) addRange(ranges, (found[at] as Term).start, end);
    }
  }
  return ranges;
}

/** Where the match that begins at a term ends; `null` when there is none. */
function endOfMatch(found: readonly Term[], at: number, { terms, prefix }: SearchClause): number | null {
  for (const [index, wanted] of terms.entries()) {
    const term = found[at + index];
    if (!term) return null;
    const goesOn = prefix && index === terms.length - 1 && term.text.startsWith(wanted);
    if (term.text !== wanted && !goesOn) return null;
  }
  const last = found[at + terms.length - 1] as Term;
  // The first of a pair is what was asked for, not its neighbour.
  const half = last.kind === 'pair' && last.text !== terms.at(-1);
  return half ? (found[at + terms.length]?.start ?? last.end) : last.end;
}

/** Starts come in order; ranges that overlap become one. */
function addRange(ranges: [number, number][], start: number, end: number): void {
  const last = ranges.at(-1);
  if (last && start < last[1]) last[1] = Math.max(last[1], end);
  else ranges.push([start, end]);
}
