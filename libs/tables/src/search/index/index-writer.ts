import { rmSync } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { errors } from '@rowhouse/contract';
import { ftsColumn, indexPragma, indexTable, indexVersion, maxOwnColumns } from './index-format.js';

/** SQLite's code for a full disk. */
const full = 13;

/**
 * Writes an index file: a full text table without the texts themselves. Postings are gathered in memory up to a bound
 * and then written as a sorted part; parts are merged on the way and at the end.
 */
export class IndexWriter {
  readonly #database: DatabaseSync;
  readonly #insert: StatementSync;

  /** `columns`: how many text columns the table has. Neither the file nor one with `.parts` added may be there yet. */
  constructor(
    private readonly path: string,
    columns: number,
  ) {
    this.#database = new DatabaseSync(`${path}.parts`);
    const names = Array.from({ length: Math.min(columns, maxOwnColumns) }, (_, index) => ftsColumn(index));
    // Nobody reads the file before it is complete, and a broken build is thrown away.
    this.#database.exec(`
      PRAGMA page_size = 8192;
      PRAGMA journal_mode = OFF;
      PRAGMA synchronous = OFF;
      PRAGMA locking_mode = EXCLUSIVE;
      PRAGMA cache_size = -65536;
      PRAGMA ${indexPragma} = ${indexVersion};
      CREATE VIRTUAL TABLE ${indexTable} USING fts5(${names.join(', ')}, content = '', tokenize = 'ascii');
      INSERT INTO ${indexTable} (${indexTable}, rank) VALUES ('hashsize', ${32 * 1024 * 1024});
      BEGIN`);
    this.#insert = this.#database.prepare(
      `INSERT INTO ${indexTable} (rowid, ${names.join(', ')}) VALUES (?${', ?'.repeat(names.length)})`,
    );
  }

  /** The texts of a row's columns of the index. */
  add(row: number, texts: readonly (string | null)[]): void {
    named(() => this.#insert.run(row, ...texts));
  }

  /** Merges everything into one part, so that a term is looked up in one place; `onStep` is called now and then. */
  async finish(onStep: () => Promise<void> | void): Promise<void> {
    named(() => this.#database.exec('COMMIT'));
    const merge = this.#database.prepare(
      `INSERT INTO ${indexTable} (${indexTable}, rank) VALUES ('merge', ?)`,
    );
    const changes = this.#database.prepare('SELECT total_changes() AS count');
    const changed = () => Number(changes.get()?.count);
    // A negative number begins a merge of all parts, positive ones go on with it for so many pages.
    for (let pages = -mergePages; ; pages = mergePages) {
      const before = changed();
      named(() => merge.run(pages));
      // One change is the statement itself.
      if (changed() - before < 2) break;
      await onStep();
    }
    // Merging leaves holes and disorder behind.
    named(() => this.#database.prepare('VACUUM INTO ?').run(this.path));
  }

  /** Removes what is of no use any more. */
  close(): void {
    this.#database.close();
    rmSync(`${this.path}.parts`, { force: true });
  }
}

const mergePages = 2000;

/** Gives SQLite's failures a place in the catalogue. */
function named(write: () => unknown): void {
  try {
    write();
  } catch (error) {
    if (((error as { errcode?: number }).errcode ?? 0) % 256 !== full) throw error;
    throw errors.StorageFull({ what: 'a search index' }, { cause: error });
  }
}
