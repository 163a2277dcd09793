import { rm, stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { type ConvertedSplit, convertToParquet, describe, quotePath, TableEngine } from '@rowhouse/tables';
import { benchFolder, eventsCsv } from './data/events.js';
import { type BenchContext, type Benchmark, type Finding, ms, times } from './finding.js';
import { elapsed, interleaved } from './measure/rounds.js';

const rows = 10_000_000;
const rounds = 3;
const memoryMb = 2048;

/** Statistics of every column as a job makes them, exact, against DuckDB's SUMMARIZE, which estimates its quantiles. */
export const statistics: Benchmark = { name: 'statistics', needsHouse: false, run };

async function run({ say }: BenchContext): Promise<Finding[]> {
  const csv = await eventsCsv(rows);
  const outDir = join(benchFolder, 'described');
  const table = await withEngine(async (engine) => {
    await rm(outDir, { recursive: true, force: true });
    const files = [{ path: csv, name: 'events.csv', size: (await stat(csv)).size }];
    return convertToParquet(engine, { files, outDir });
  });
  const { medians, ratio } = await interleaved(
    {
      rowhouse: () => elapsed(() => withEngine((engine) => describe(engine, table))),
      duckdb: () => elapsed(() => summarize(table)),
    },
    rounds,
  );
  await rm(outDir, { recursive: true });
  for (const [name, time] of Object.entries(medians)) say(`${name.padEnd(8)} ${ms(time)}`);
  const factor = ratio('rowhouse', 'duckdb');
  return [
    {
      what: `statistics of ${rows / 1e6} million rows × ${table.numColumns} columns, against DuckDB's SUMMARIZE`,
      measured: `${times(factor)} (${ms(medians.rowhouse)} against ${ms(medians.duckdb)})`,
      aim: '≤ 2 ×',
      met: factor <= 2,
    },
  ];
}

/** An engine of its own, as a job has it. */
async function withEngine<T>(work: (engine: TableEngine) => Promise<T>): Promise<T> {
  const engine = await TableEngine.open({
    memoryMb,
    threads: availableParallelism(),
    scratchDir: join(benchFolder, 'scratch'),
  });
  try {
    return await work(engine);
  } finally {
    engine.close();
  }
}

async function summarize({ files }: ConvertedSplit): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:', { memory_limit: `${memoryMb}MiB` });
  const connection = await instance.connect();
  const paths = files.map(({ path }) => quotePath(path)).join(', ');
  const result = await connection.run(`SUMMARIZE FROM read_parquet([${paths}])`);
  await result.getRows();
  connection.closeSync();
  instance.closeSync();
}
