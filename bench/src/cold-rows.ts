import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { events, houseHasEvents } from './data/house-events.js';
import { servedParquet } from './data/served-parquet.js';
import { type BenchContext, type Benchmark, type Finding, ms, times } from './finding.js';
import { splitQuery } from './house/client.js';
import { median, quantile } from './measure/quantile.js';
import { elapsed, interleaved, type Rounds } from './measure/rounds.js';

const pages = 150;
const length = 100;
/** Where pages count as those of the start, and as deep ones. */
const regions = { start: [0, 1_000_000], deep: [9_000_000, events.rows - length] } as const;

/** Pages that nobody has asked for before, in the first and in the last rows of 10 million; and by DuckDB itself. */
export const coldRows: Benchmark = { name: 'cold', needsHouse: true, run };

async function run({ api, say }: BenchContext): Promise<Finding[]> {
  await houseHasEvents(api.url, say);
  const page = (offset: number) =>
    fetchPage(`${api.url}/rows?${splitQuery(events.dataset)}&offset=${offset}`);
  const instance = await DuckDBInstance.create(':memory:');
  const duckdb = await instance.connect();
  // What the api's engine does too: else DuckDB reads the file's metadata for every page.
  await duckdb.run('SET parquet_metadata_cache = true');
  const file = await servedParquet(api.url);
  const byNumber = (offset: number) =>
    rowsOf(
      duckdb,
      `SELECT * EXCLUDE file_row_number FROM read_parquet('${file}', file_row_number = true)
       WHERE file_row_number BETWEEN ${offset} AND ${offset + length - 1}`,
    );
  const byOffset = (offset: number) =>
    rowsOf(duckdb, `SELECT * FROM read_parquet('${file}') LIMIT ${length} OFFSET ${offset}`);

  const rounds = await interleaved(
    {
      start: () => elapsed(() => page(anyOffset('start'))),
      deep: () => elapsed(() => page(anyOffset('deep'))),
      byNumber: () => elapsed(() => byNumber(anyOffset('deep'))),
      byOffset: () => elapsed(() => byOffset(anyOffset('deep'))),
    },
    pages,
    5,
  );
  duckdb.closeSync();
  instance.closeSync();
  for (const [name, taken] of Object.entries(rounds.figures))
    say(`${name.padEnd(8)} p50 ${ms(median(taken))}, p99 ${ms(quantile(taken, 0.99))}`);
  return findings(rounds);
}

function findings({ figures, medians }: Rounds<'start' | 'deep' | 'byNumber' | 'byOffset'>): Finding[] {
  const { start, deep, byNumber, byOffset } = medians;
  const slower = deep / start;
  return [
    {
      what: 'cold /rows page deep in 10 million rows, p50',
      measured: `${ms(deep)} (p99 ${ms(quantile(figures.deep, 0.99))})`,
      aim: '≤ 20 ms',
      met: deep <= 20,
    },
    {
      what: 'cold /rows page, deep against start',
      measured: `${times(slower)} (start ${ms(start)})`,
      // The medians of two samples of one distribution differ by so much.
      aim: '≤ 1.1 ×',
      met: slower <= 1.1,
    },
    {
      what: 'cold deep page against DuckDB, file_row_number BETWEEN',
      measured: `${times(deep / byNumber)} (${ms(byNumber)})`,
    },
    {
      what: 'cold deep page against DuckDB, LIMIT and OFFSET',
      measured: `${times(deep / byOffset)} (${ms(byOffset)})`,
    },
  ];
}

function anyOffset(region: keyof typeof regions): number {
  const [from, to] = regions[region];
  return from + Math.floor(Math.random() * (to - from));
}

async function fetchPage(url: string): Promise<void> {
  const answer = await fetch(url, { headers: { 'Accept-Encoding': 'identity' } });
  const { rows } = (await answer.json()) as { rows: unknown[] };
  if (rows.length !== length) throw new Error(`${url}: ${rows.length} rows instead of ${length}`);
}

async function rowsOf(connection: DuckDBConnection, sql: string): Promise<void> {
  const rows = await (await connection.run(sql)).getRowObjectsJson();
  if (rows.length !== length) throw new Error(`${sql}: ${rows.length} rows instead of ${length}`);
}
