import { Injectable } from '@nestjs/common';
import type { Principal } from '@rowhouse/auth';
import { RowhouseError } from '@rowhouse/contract';
import { Datasets, noSuchTable, tablePlace } from '@rowhouse/datasets';
import { parseQuery, TableEngine } from '@rowhouse/tables';
import { datasetsOf } from './job-params.js';

/** Refuses a job over datasets that its sender may not read, before it is one; the worker asks again. */
@Injectable()
export class QueryAccess {
  constructor(
    private readonly engine: TableEngine,
    private readonly datasets: Datasets,
  ) {}

  /** @throws QueryTableNotFound, equally for a dataset that does not exist */
  async check(principal: Principal, params: object): Promise<void> {
    if (principal.kind === 'open') return;
    const { sql } = params as { sql?: string };
    for (const table of sql === undefined ? datasetsOf(params) : await this.#tables(sql)) {
      const place = tablePlace(table);
      if (place === null) continue;
      const { dataset } = place;
      const readable = await this.datasets.access.readable(principal, dataset, { fresh: true });
      if (readable === 'hidden') throw noSuchTable(table, dataset);
    }
  }

  /** None for SQL that is refused anyway: the job fails with the reason, as it would without access control. */
  async #tables(sql: string): Promise<string[]> {
    try {
      return (await parseQuery(this.engine, sql)).tables;
    } catch (error) {
      if (error instanceof RowhouseError && error.status < 500) return [];
      throw error;
    }
  }
}
