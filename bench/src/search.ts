import { mkdir, rm, stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { buildSearchIndex, convertToParquet, TableEngine } from '@rowhouse/tables';
import { benchFolder } from './data/events.js';
import { commonWords, textsCsv } from './data/texts.js';
import { type BenchContext, type Benchmark, type Finding, ms } from './finding.js';
import { answered, exists, processed, splitQuery, upload } from './house/client.js';
import { cpuSeconds } from './measure/cpu-seconds.js';
import { median, quantile } from './measure/quantile.js';
import { elapsed } from './measure/rounds.js';

const dataset = 'bench/texts';
const rows = 1_000_000;

interface Searched {
  milliseconds: number[];
  /** Of the api process, per search. */
  cpuMs: number;
}

interface Built {
  milliseconds: number;
  bytes: number;
}

/** A word of one row, of ten and of a third of all rows, in a million; and the making of the index. */
export const search: Benchmark = { name: 'search', needsHouse: true, run };

async function run({ api, say }: BenchContext): Promise<Finding[]> {
  const csv = await textsCsv(rows);
  const built = await buildOnce(csv);
  say(`index   ${ms(built.milliseconds)}, ${megabytes(built.bytes)}`);
  if (!(await exists(api.url, dataset))) await upload(api.url, dataset, csv, 'texts.csv');
  await processed(api.url, dataset);
  await answered(searchUrl(api.url, 'amber'));
  const any = (count: number) => Math.floor(Math.random() * count);
  const one = await searched(api, 200, () => `c${any(rows)}`);
  const ten = await searched(api, 100, () => String(any(100_000)));
  const many = await searched(api, 20, () => commonWords[any(commonWords.length)] as string);
  for (const [name, found] of Object.entries({ one, ten, many })) say(`${name.padEnd(7)} ${summary(found)}`);
  return [
    {
      what: '/search for a word of one row in 1 million, p50',
      measured: summary(one),
      aim: '≤ 10 ms',
      met: median(one.milliseconds) <= 10,
    },
    { what: 'the same for a word of ten rows, which lie all over the split', measured: summary(ten) },
    { what: 'the same for a word of a third of the rows; a page of 100', measured: summary(many) },
    {
      what: 'making the index of 1 million rows with two text columns',
      measured: `${ms(built.milliseconds)}, ${megabytes(built.bytes)}`,
    },
  ];
}

/** The index as the job makes it, from Parquet that the conversion made. */
async function buildOnce(csv: string): Promise<Built> {
  const folder = join(benchFolder, 'search');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const engine = await TableEngine.open({
    memoryMb: 2048,
    threads: availableParallelism(),
    scratchDir: join(benchFolder, 'scratch'),
  });
  try {
    const { size } = await stat(csv);
    const files = [{ path: csv, name: 'texts.csv', size }];
    const table = await convertToParquet(engine, { files, outDir: folder });
    const path = join(folder, 'search.index');
    const milliseconds = await elapsed(() => buildSearchIndex(engine, { ...table, path }));
    return { milliseconds, bytes: (await stat(path)).size };
  } finally {
    engine.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function searchUrl(apiUrl: string, word: string): string {
  return `${apiUrl}/search?${splitQuery(dataset)}&query=${word}`;
}

async function searched(api: BenchContext['api'], count: number, word: () => string): Promise<Searched> {
  const milliseconds: number[] = [];
  const before = await cpuSeconds(api.pid);
  for (let round = 0; round < count; round++) {
    milliseconds.push(
      await elapsed(async () => {
        const answer = await fetch(searchUrl(api.url, word()), {
          headers: { 'Accept-Encoding': 'identity' },
        });
        await answer.arrayBuffer();
        if (!answer.ok) throw new Error(`${answer.url}: ${answer.status}`);
      }),
    );
  }
  return { milliseconds, cpuMs: (((await cpuSeconds(api.pid)) - before) * 1000) / count };
}

function summary({ milliseconds, cpuMs }: Searched): string {
  return `${ms(median(milliseconds))} (p99 ${ms(quantile(milliseconds, 0.99))}; ${ms(cpuMs)} of processor time)`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}
