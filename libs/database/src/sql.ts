import type { QueryResultRow } from 'pg';
import type { PreparedStatement } from './prepared.js';

/** Something that runs SQL: the primary, a transaction, or a read on whichever server was chosen. */
export interface Sql {
  /** `int8` and `numeric` columns arrive as strings; `rowCount` is 0 for statements that touch no rows. */
  query<R extends QueryResultRow>(
    text: string | PreparedStatement,
    values?: readonly unknown[],
  ): Promise<{ rows: R[]; rowCount: number }>;
}
