/** One search, as a thread gets it. */
export interface SearchTask {
  id: number;
  /** The index file. */
  path: string;
  /** What the file must say of itself. */
  version: number;
  /** FTS5 expressions; see `MatchExpressions`. */
  any: string | null;
  all: string | null;
  none: string | null;
  /** Rows of the split. */
  numRows: number;
  offset: number;
  length: number;
}

/** A row that was found. */
export interface SearchHit {
  /** Its number in the split. */
  rowIdx: number;
  /** BM25; higher is better. 0 where a query only leaves rows out. */
  score: number;
}

/** A page of what a search found, the best first; rows of one score by their number. */
export interface SearchHits {
  hits: SearchHit[];
  /** All hits, not only those of the page. */
  total: number;
}

export type SearchReply =
  | ({ id: number; type: 'found' } & SearchHits)
  | { id: number; type: 'cancelled' }
  /** `damaged`: the file is no index of ours, or SQLite finds it corrupt. */
  | { id: number; type: 'failed'; damaged: boolean; message: string };

/** What a thread is started with. */
export interface SearchThreadData {
  /** Its one number is the id of the search that nobody waits for any more. */
  cancelled: SharedArrayBuffer;
  /** Index files kept open. */
  openFiles: number;
  /** Bytes that SQLite may use in the process. */
  memoryBytes: number;
}
