// A thread that searches. It imports nothing of ours but types: Node.js runs this file built and as source.
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import type { SearchHit, SearchHits, SearchReply, SearchTask, SearchThreadData } from './search-protocol.js';

/** Rows after which a thread looks whether it is still wanted; some 0.1 ms. */
const lookEvery = 128;

class Cancelled extends Error {}
class NotAnIndex extends Error {}

const { cancelled, openFiles, memoryBytes } = workerData as SearchThreadData;
const wanted = new Int32Array(cancelled);
/** Open index files, the one that was used last at the end. */
const files = new Map<string, DatabaseSync>();

parentPort?.on('message', (task: SearchTask) => {
  parentPort?.postMessage(reply(task));
});

function reply(task: SearchTask): SearchReply {
  const { id, path } = task;
  try {
    return { id, type: 'found', ...search(open(task), task) };
  } catch (error) {
    if (error instanceof Cancelled) return { id, type: 'cancelled' };
    // What was wrong with a file may have been put right when it is asked for again.
    close(path);
    const message = error instanceof Error ? error.message : String(error);
    return { id, type: 'failed', damaged: error instanceof NotAnIndex || isDamage(error), message };
  }
}

/** SQLite's codes for a corrupt file, and for one that is no database. */
function isDamage(error: unknown): boolean {
  const code = ((error as { errcode?: number }).errcode ?? 0) % 256;
  return code === 11 || code === 26;
}

function open({ path, version }: SearchTask): DatabaseSync {
  let database = files.get(path);
  if (database) files.delete(path);
  else {
    const [oldest] = files.keys();
    if (files.size >= openFiles && oldest !== undefined) close(oldest);
    // Never changed once written, so no locks and no looks for a journal.
    database = new DatabaseSync(new URL(`${pathToFileURL(path).href}?mode=ro&immutable=1`), {
      readOnly: true,
    });
    database.exec(
      `PRAGMA cache_size = -8192; PRAGMA hard_heap_limit = ${memoryBytes}; PRAGMA query_only = ON`,
    );
  }
  files.set(path, database);
  const found = database.prepare('PRAGMA user_version').get()?.user_version;
  if (found !== version) throw new NotAnIndex(`its version is ${found}, ${version} was expected`);
  return database;
}

function close(path: string): void {
  files.get(path)?.close();
  files.delete(path);
}

function search(database: DatabaseSync, task: SearchTask): SearchHits {
  if (task.any !== null) return ranked(database, task, task.any);
  return task.none === null ? { hits: [], total: 0 } : remaining(database, task, task.none);
}

/** The best rows: those with all of what is asked for first, each kind by score, equal ones by number. */
function ranked(database: DatabaseSync, task: SearchTask, any: string): SearchHits {
  const withAll = task.all === null ? null : rowsOf(database, task, task.all);
  const best = new Best(task.offset < task.numRows ? task.offset + task.length : 0);
  let total = 0;
  let next = 0;
  const statement = database.prepare(
    'SELECT rowid, bm25(search) FROM search WHERE search MATCH ? ORDER BY rowid',
  );
  for (const [row, rank] of each(statement, task, any)) {
    total++;
    // Both lists run in the order of rows.
    const hasAll = withAll !== null && withAll[next] === row;
    if (hasAll) next++;
    best.add(row as number, rank as number, hasAll ? 0 : 1);
  }
  return { hits: best.page(task.offset, task.length), total };
}

/** A query that only leaves rows out: all other rows, in their order. */
function remaining(database: DatabaseSync, task: SearchTask, none: string): SearchHits {
  const out = rowsOf(database, task, none);
  const total = task.numRows - out.length;
  const hits: SearchHit[] = [];
  let row = task.offset;
  let before = 0;
  // `row` goes to where as many rows stay before it as the page leaves out.
  while (before < out.length && (out[before] as number) <= row) [before, row] = [before + 1, row + 1];
  for (; row < task.numRows && hits.length < task.length; row++) {
    if (out[before] === row) before++;
    else hits.push({ rowIdx: row, score: 0 });
  }
  return { hits, total };
}

function rowsOf(database: DatabaseSync, task: SearchTask, expression: string): number[] {
  const rows: number[] = [];
  const statement = database.prepare('SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid');
  for (const [row] of each(statement, task, expression)) rows.push(row as number);
  return rows;
}

function* each(statement: StatementSync, { id }: SearchTask, expression: string): Iterable<unknown[]> {
  statement.setReturnArrays(true);
  let count = 0;
  for (const row of statement.iterate(expression) as Iterable<unknown>) {
    if (count++ % lookEvery === 0 && Atomics.load(wanted, 0) === id) throw new Cancelled();
    yield row as unknown[];
  }
}

interface Candidate {
  row: number;
  /** FTS5's BM25: the lower, the better. */
  rank: number;
  /** 0 has all of what is asked for. */
  tier: number;
}

/** Keeps the best `size` of any number of rows. */
class Best {
  #kept: Candidate[] = [];
  #worst: Candidate | null = null;
  readonly #size: number;

  constructor(size: number) {
    this.#size = size;
  }

  add(row: number, rank: number, tier: number): void {
    const candidate = { row, rank, tier };
    if (this.#size === 0 || (this.#worst !== null && compare(candidate, this.#worst) > 0)) return;
    this.#kept.push(candidate);
    // Sorted seldom enough to cost little, often enough to turn most rows away at once.
    if (this.#kept.length >= 2 * this.#size + 100) this.#cut();
  }

  page(offset: number, length: number): SearchHit[] {
    this.#cut();
    const page = this.#kept.slice(offset, offset + length);
    return page.map(({ row, rank }) => ({ rowIdx: row, score: -rank }));
  }

  #cut(): void {
    this.#kept.sort(compare);
    this.#kept.length = Math.min(this.#kept.length, this.#size);
    this.#worst = this.#kept.length === this.#size ? (this.#kept.at(-1) ?? null) : null;
  }
}

function compare(a: Candidate, b: Candidate): number {
  return a.tier - b.tier || a.rank - b.rank || a.row - b.row;
}
