import { rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { benchFolder, eventsCsv } from './data/events.js';
import { type BenchContext, type Benchmark, type Finding, ms, times } from './finding.js';
import { answered, processed, remove, splitQuery, upload } from './house/client.js';
import { copyToParquet } from './measure/copy-to-parquet.js';
import { elapsed, interleaved } from './measure/rounds.js';

const rounds = 5;
/** This many rows of the made-up purchases are some 100 MB of CSV. */
const largeRows = 900_000;

/** From the first byte of an upload to the first rows that a reader gets. */
export const uploads: Benchmark = { name: 'upload', needsHouse: true, run };

async function run({ api, say }: BenchContext): Promise<Finding[]> {
  const small = join(
    dirname(createRequire(import.meta.url).resolve('vega-datasets')),
    '../data/airports.csv',
  );
  const large = await eventsCsv(largeRows);
  const copied = join(benchFolder, 'copied.parquet');
  const { medians, ratio } = await interleaved(
    {
      small: () => timeToFirstRows(api.url, small),
      large: () => timeToFirstRows(api.url, large),
      copy: () => elapsed(() => copyToParquet(large, copied, { rowGroupSize: 10_240 })),
    },
    rounds,
  );
  await rm(copied);
  for (const [name, time] of Object.entries(medians)) say(`${name.padEnd(6)} ${ms(time)}`);
  return [
    { what: 'upload to first rows, airports.csv of vega-datasets (0.2 MB)', measured: ms(medians.small) },
    {
      what: 'upload to first rows, CSV of 100 MB, against bare DuckDB COPY',
      measured: `${times(ratio('large', 'copy'))} (${ms(medians.large)} against ${ms(medians.copy)} on ${availableParallelism()} cores)`,
    },
  ];
}

async function timeToFirstRows(apiUrl: string, path: string): Promise<number> {
  const dataset = `bench/upload-${Date.now()}`;
  const time = await elapsed(async () => {
    await upload(apiUrl, dataset, path, 'data.csv');
    await answered(`${apiUrl}/first-rows?${splitQuery(dataset)}`);
  });
  // The steps that go on after the first rows must not disturb the next measurement.
  await processed(apiUrl, dataset);
  await remove(apiUrl, dataset);
  return time;
}
