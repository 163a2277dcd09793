import { rm, stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { convertToParquet, TableEngine } from '@rowhouse/tables';
import { benchFolder, eventsCsv } from './data/events.js';
import { type BenchContext, type Benchmark, type Finding, ms, times } from './finding.js';
import { copyToParquet } from './measure/copy-to-parquet.js';
import { elapsed, interleaved } from './measure/rounds.js';

const rows = 10_000_000;
const rounds = 5;
const memoryMb = 2048;

/** CSV to Parquet as a job does it, against DuckDB's own COPY of the same file into row groups of the same size. */
export const convert: Benchmark = { name: 'convert', needsHouse: false, run };

async function run({ say }: BenchContext): Promise<Finding[]> {
  const csv = await eventsCsv(rows);
  const outDir = join(benchFolder, 'converted');
  const copied = join(benchFolder, 'copied.parquet');
  const { size } = await stat(csv);
  say(`${rows.toLocaleString('en')} rows, ${Math.round(size / 1e6)} MB`);
  const rowGroupSize = await rowGroupSizeOf(await convertOnce(csv, size, outDir));
  const { medians, ratio } = await interleaved(
    {
      rowhouse: () => elapsed(() => convertOnce(csv, size, outDir)),
      duckdb: () => elapsed(() => copyToParquet(csv, copied, { rowGroupSize, memoryMb })),
    },
    rounds,
  );
  await rm(copied);
  await rm(outDir, { recursive: true });
  for (const [name, time] of Object.entries(medians)) say(`${name.padEnd(8)} ${ms(time)}`);
  const factor = ratio('rowhouse', 'duckdb');
  return [
    {
      what: `CSV of ${Math.round(size / 1e6)} MB to Parquet, against DuckDB's COPY (row groups of ${rowGroupSize})`,
      measured: `${times(factor)} (${ms(medians.rowhouse)} against ${ms(medians.duckdb)})`,
      aim: '≤ 1.2 ×',
      met: factor <= 1.2,
    },
  ];
}

/** Converts in an engine of its own, as a job does; answers the path of the one file. */
async function convertOnce(csv: string, size: number, outDir: string): Promise<string> {
  await rm(outDir, { recursive: true, force: true });
  const engine = await TableEngine.open({
    memoryMb,
    threads: availableParallelism(),
    scratchDir: join(benchFolder, 'scratch'),
  });
  try {
    const { files } = await convertToParquet(engine, {
      files: [{ path: csv, name: 'events.csv', size }],
      outDir,
    });
    return files[0]?.path ?? '';
  } finally {
    engine.close();
  }
}

async function rowGroupSizeOf(parquet: string): Promise<number> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const result = await connection.run(
    `SELECT max(row_group_num_rows)::INTEGER FROM parquet_metadata('${parquet}')`,
  );
  const [row] = await result.getRows();
  connection.closeSync();
  instance.closeSync();
  // Groups of rows that come in batches end up a little below the size that was asked for, a multiple of 2048.
  return Math.ceil(Number(row?.[0]) / 2048) * 2048;
}
