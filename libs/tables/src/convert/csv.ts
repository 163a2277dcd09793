import { isNativeError } from 'node:util/types';
import type { DuckDBConnection } from '@duckdb/node-api';
import { errors } from '@rowhouse/contract';
import { columnsOfQuery } from '../engine/describe-query.js';
import { queryOne } from '../engine/query.js';
import { quoteLiteral, quotePath } from '../engine/quote.js';
import { readHead } from '../formats/file-content.js';
import { type CsvDialect, dialectOptions, readDialect } from './csv-dialect.js';
import { explainCsv } from './csv-errors.js';
import { mixesLineEnds } from './csv-line-ends.js';
import type { SourceFile, SourceRelation } from './source.js';

/** Opens a CSV or TSV file: dialect, header and types are detected from its first 20 480 rows. */
export async function openCsv(
  connection: DuckDBConnection,
  file: SourceFile,
  format: 'csv' | 'tsv',
): Promise<SourceRelation> {
  const dialect = await readDialect(connection, file, format);
  return relationOf(connection, file, dialect);
}

async function relationOf(
  connection: DuckDBConnection,
  file: SourceFile,
  dialect: CsvDialect,
): Promise<SourceRelation> {
  const columns = dialect.columns
    .map(({ name, type }) => `${quoteLiteral(name)}: ${quoteLiteral(type)}`)
    .join(', ');
  const select = `SELECT * FROM read_csv(${quotePath(file.path)}, auto_detect = false, ${dialectOptions(dialect)}, columns = {${columns}})`;
  return {
    file,
    select,
    columns: await columnsOfQuery(connection, select),
    estimatedRows: await estimateLines(file),
    declared: new Map(),
    guessed: true,
    readAsText: (names) =>
      relationOf(connection, file, {
        ...dialect,
        columns: dialect.columns.map(({ name, type }) => ({
          name,
          type: names.has(name) ? 'VARCHAR' : type,
        })),
      }),
    lookAtAll: async (again) => relationOf(again, file, await widenedDialect(again, file, dialect)),
    readLeniently: async (again) =>
      dialect.strict && (await mixesLineEnds(file, dialect.delimiter))
        ? relationOf(again, file, { ...dialect, strict: false })
        : null,
    explain: async (error) => explainCsv(error, file),
  };
}

/** The same dialect with types that hold for every row. */
async function widenedDialect(
  connection: DuckDBConnection,
  file: SourceFile,
  dialect: CsvDialect,
): Promise<CsvDialect> {
  try {
    const sniffed = await queryOne(
      connection,
      `SELECT to_json(Columns) AS columns FROM sniff_csv(${quotePath(file.path)}, ${dialectOptions(dialect)}, sample_size = -1)`,
    );
    const columns = JSON.parse(String(sniffed.columns)) as CsvDialect['columns'];
    const same = columns.length === dialect.columns.length;
    if (same) {
      return {
        ...dialect,
        columns: dialect.columns.map(({ name }, index) => ({
          name,
          type: columns[index]?.type ?? 'VARCHAR',
        })),
      };
    }
  } catch (error) {
    if (!isNativeError(error)) throw error;
    throw (
      explainCsv(error, file) ??
      errors.DatasetGenerationError(
        { file: file.name, reason: 'its types could not be detected' },
        { cause: error },
      )
    );
  }
  return { ...dialect, columns: dialect.columns.map(({ name }) => ({ name, type: 'VARCHAR' })) };
}

/** Lines of the whole file, extrapolated from its head. */
export async function estimateLines(file: SourceFile): Promise<number> {
  const head = await readHead(file.path, 256 * 1024);
  let lines = 0;
  for (const byte of head) if (byte === 10) lines++;
  return Math.ceil((Math.max(lines, 1) * file.size) / Math.max(head.length, 1));
}
