import type { FeatureColumn, SearchHighlight } from '@rowhouse/contract';
import type { TableEngine } from '../engine/table-engine.js';
import { Turns } from '../engine/turns.js';
import { readRows } from '../page/read-rows.js';
import { rowPrinter } from '../page/row-printer.js';
import type { PageFile } from '../page/slices.js';
import { Highlighter, type HighlightLimits } from './highlight/highlighter.js';
import { textColumns } from './index/cell-texts.js';
import { ftsColumn } from './index/index-format.js';
import { matchExpressions } from './query/match-expression.js';
import { parseSearch } from './query/parse-search.js';
import type { SearchPool } from './run/search-pool.js';
import type { SearchHit } from './run/search-protocol.js';
import { Terms } from './terms/terms.js';

export interface SplitSearchRequest {
  /** The index file, and the version that it was made with. */
  index: { path: string; version: number };
  /** All Parquet files of the split, in order. */
  files: readonly PageFile[];
  columns: readonly FeatureColumn[];
  numRows: number;
  query: string;
  /** First hit, the best being 0. */
  offset: number;
  /** Hits at most. */
  length: number;
  signal: AbortSignal;
}

export interface SplitSearchResult {
  /** The JSON text of the `rows` array: rows as in pages, each with `score` and `highlights`, the best first. */
  rows: string;
  /** All hits. */
  total: number;
}

/** Rows come from everywhere in a split, so reading a page of hits costs more than one of neighbours. */
const rowReadsAtOnce = 2;

const highlightLimits: HighlightLimits = { perText: 20_000, perAnswer: 200_000 };

/** Ranked search in splits: the index says which rows, Parquet what is in them. */
export class SplitSearch {
  readonly #terms = new Terms();
  readonly #rowReads = new Turns(rowReadsAtOnce);

  constructor(
    private readonly engine: TableEngine,
    private readonly pool: SearchPool,
  ) {}

  /** @throws ServerBusy, DamagedIndex, or the signal's reason when it aborts */
  async page(request: SplitSearchRequest): Promise<SplitSearchResult> {
    const { hits, total, clauses } = await this.#hits(request);
    const highlighter = new Highlighter(this.#terms, clauses, highlightLimits);
    const rows = await this.#rowReads.take(() => this.#rows(request, hits, highlighter));
    return { rows, total };
  }

  /** The numbers of the rows that are found, ascending: of all of them, or of the best `length` from `offset` on. */
  async rowNumbers(request: SplitSearchRequest): Promise<{ rows: number[]; total: number }> {
    const { hits, total } = await this.#hits(request);
    return { rows: hits.map(({ rowIdx }) => rowIdx).sort((a, b) => a - b), total };
  }

  async #hits({ index, query, columns, numRows, offset, length, signal }: SplitSearchRequest) {
    const names = textColumns(columns).map(({ name }) => name);
    const clauses = parseSearch(query, names, this.#terms);
    const expressions = matchExpressions(clauses, (column) => ftsColumn(names.indexOf(column)));
    const found = await this.pool.run({ ...index, ...expressions, numRows, offset, length }, signal);
    return { ...found, clauses };
  }

  async #rows(request: SplitSearchRequest, hits: SearchHit[], highlighter: Highlighter): Promise<string> {
    const { files, columns, signal } = request;
    const print = rowPrinter(columns);
    const rowIdxs = hits.map(({ rowIdx }) => rowIdx);
    const printed = await readRows(this.engine, { files, columns, rowIdxs, signal }, (_rowIdx, cell) => {
      const cells = columns.map((_column, index) => cell(index));
      const highlights = columns.flatMap((column, index): SearchHighlight[] =>
        highlighter.of(column, cells[index]),
      );
      return { row: print((index) => cells[index]), highlights: JSON.stringify(highlights) };
    });
    const rows = hits.map(({ rowIdx, score }) => {
      const { row, highlights } = printed.get(rowIdx) ?? missing(rowIdx);
      return `{"row_idx":${rowIdx},"row":${row},"truncated_cells":[],"score":${score},"highlights":${highlights}}`;
    });
    return `[${rows.join(',')}]`;
  }
}

function missing(rowIdx: number): never {
  throw new Error(`row ${rowIdx} stands in the index but not in the table`);
}
