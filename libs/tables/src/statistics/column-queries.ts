import { setImmediate } from 'node:timers/promises';
import type { DuckDBConnection, DuckDBMapValue, DuckDBType, DuckDBValue } from '@duckdb/node-api';
import { columnsOfQuery } from '../engine/describe-query.js';
import { queryAll, queryOne } from '../engine/query.js';
import { Turns } from '../engine/turns.js';

/** Aggregates of one expression, by name, as SQL over what stands for its values. */
export type Aggregates = (x: string) => Readonly<Record<string, string>>;

interface Asked {
  table: string;
  expression: string;
  aggregates: Aggregates;
  settle: (found: Promise<Record<string, DuckDBValue>>) => void;
}

/** More in one query are no faster, and a failure costs them all a second query. */
const askedAtOnce = 100;

/**
 * The queries of statistics. Those that gather run what many columns ask for at the same time as one query: of a few
 * rows, a query costs far more than what it does. If it fails, each runs alone, so that one column can't harm others.
 */
export class ColumnQueries {
  #asked: Asked[] = [];
  #turns = new Turns(1);

  constructor(
    private readonly connection: DuckDBConnection,
    private readonly gathers: boolean,
    private readonly signal?: AbortSignal,
  ) {}

  /** Aggregates of the values of `expression` in all rows of `table`. */
  aggregate(table: string, expression: string, aggregates: Aggregates): Promise<Record<string, DuckDBValue>> {
    if (!this.gathers) return this.#one({ table, expression, aggregates });
    return new Promise((settle) => {
      this.#asked.push({ table, expression, aggregates, settle });
      if (this.#asked.length === 1) this.#schedule();
    });
  }

  /** How often each `value` of `expression` occurs, in no order; what is null is not counted. */
  async counts(
    table: string,
    expression: string,
    value: (x: string) => string,
  ): Promise<(readonly [value: DuckDBValue, count: number])[]> {
    if (this.gathers) {
      const { found } = await this.aggregate(table, expression, (x) => ({
        found: `histogram(${value(x)}) FILTER (WHERE ${x} IS NOT NULL)`,
      }));
      const entries = (found as DuckDBMapValue | null)?.entries ?? [];
      return entries.map(({ key, value: n }) => [key, Number(n)] as const);
    }
    const rows = await this.all(
      `SELECT ${value('x')} AS value, count(*) AS n FROM (SELECT ${expression} AS x FROM ${table})
       WHERE x IS NOT NULL GROUP BY 1`,
    );
    return rows.map(({ value: key, n }) => [key as DuckDBValue, Number(n)] as const);
  }

  /** The connection, with no other query on it until `work` has ended. */
  alone<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    return this.#turns.take(() => work(this.connection));
  }

  all(sql: string): Promise<Record<string, DuckDBValue>[]> {
    return this.#turns.take(() => queryAll(this.connection, sql));
  }

  async typeOf(table: string, expression: string): Promise<DuckDBType | undefined> {
    const [column] = await this.#turns.take(() =>
      columnsOfQuery(this.connection, `SELECT ${expression} AS x FROM ${table}`),
    );
    return column?.type;
  }

  #one({ table, expression, aggregates }: Omit<Asked, 'settle'>): Promise<Record<string, DuckDBValue>> {
    const list = Object.entries(aggregates('x')).map(([name, sql]) => `${sql} AS "${name}"`);
    return this.#turns.take(async () => {
      this.signal?.throwIfAborted();
      return queryOne(
        this.connection,
        `SELECT ${list.join(', ')} FROM (SELECT ${expression} AS x FROM ${table})`,
      );
    });
  }

  /** Whoever goes on by what the last query found asks before the next one runs. */
  #schedule(): void {
    void this.#turns.take(async () => {
      await setImmediate();
      const [first] = this.#asked;
      const together = this.#asked.filter(({ table }) => table === first?.table).slice(0, askedAtOnce);
      const chosen = new Set(together);
      this.#asked = this.#asked.filter((asked) => !chosen.has(asked));
      if (this.#asked.length > 0) this.#schedule();
      const found = await this.#together(together);
      for (const [index, asked] of together.entries()) {
        asked.settle(found ? Promise.resolve(found[index] ?? {}) : this.#one(asked));
      }
    });
  }

  /** What each asked for, or null when the query failed. */
  async #together(asked: readonly Asked[]): Promise<Record<string, DuckDBValue>[] | null> {
    if (asked.length < 2) return null;
    const inner = asked.map(({ expression }, index) => `${expression} AS x${index}`);
    const outer = asked.flatMap(({ aggregates }, index) =>
      Object.entries(aggregates(`x${index}`)).map(([name, sql]) => `${sql} AS "${index} ${name}"`),
    );
    const sql = `SELECT ${outer.join(', ')} FROM (SELECT ${inner.join(', ')} FROM ${asked[0]?.table})`;
    try {
      const row = await queryOne(this.connection, sql);
      return asked.map(({ aggregates }, index) =>
        Object.fromEntries(
          Object.keys(aggregates('x')).map((name) => [name, row[`${index} ${name}`] as DuckDBValue]),
        ),
      );
    } catch {
      return null;
    }
  }
}
