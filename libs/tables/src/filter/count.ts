import type { DuckDBConnection } from '@duckdb/node-api';
import type { CompiledFilter } from './compile.js';
import { type FilteredTable, fileRelation } from './relation.js';

/** Files that one query counts in: some hundred make its plan slow. */
const filesAtOnce = 50;

/** How many rows of each file match. */
export async function countByFile(
  connection: DuckDBConnection,
  table: FilteredTable,
  { condition, parameters, rowNumber }: CompiledFilter,
): Promise<number[]> {
  const { files } = table;
  if (condition === null) return files.map(({ numRows }) => numRows);
  const counts: number[] = [];
  for (let first = 0; first < files.length; first += filesAtOnce) {
    const parts = files.slice(first, first + filesAtOnce).map((_file, part) => {
      const relation = fileRelation(table, first + part, rowNumber);
      return `SELECT ${part} AS part, count(*)::DOUBLE AS rows FROM ${relation} WHERE ${condition}`;
    });
    const result = await connection.run(`${parts.join(' UNION ALL ')} ORDER BY part`, parameters);
    for (const [, rows] of await result.getRows()) counts.push(Number(rows));
  }
  return counts;
}
