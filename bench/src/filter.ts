import { loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { events, houseHasEvents } from './data/house-events.js';
import { servedParquet } from './data/served-parquet.js';
import { type BenchContext, type Benchmark, type Finding, ms, times } from './finding.js';
import { splitQuery } from './house/client.js';
import { DuckdbAlone } from './measure/duckdb-alone.js';
import { median, quantile } from './measure/quantile.js';
import { elapsed, interleaved, type Rounds } from './measure/rounds.js';

const length = 100;
const rounds = 25;
const heavyFilters = 8;
const pagesBeside = 300;

/** Filters that nobody has asked for before, against DuckDB on the same file; and pages beside heavy filters. */
export const filter: Benchmark = { name: 'filter', needsHouse: true, run };

async function run({ api, say }: BenchContext): Promise<Finding[]> {
  await houseHasEvents(api.url, say);
  const file = await servedParquet(api.url);
  const duckdb = await DuckdbAlone.start();
  try {
    const answers = await againstDuckdb(api.url, duckdb, file);
    for (const [name, taken] of Object.entries(answers.figures))
      say(`${name.padEnd(14)} p50 ${ms(median(taken))}, p90 ${ms(quantile(taken, 0.9))}`);
    const isolated = await besideHeavyFilters(api.url);
    for (const [name, taken] of Object.entries(isolated))
      say(
        `${name.padEnd(14)} p50 ${ms(median(taken))}, p99 ${ms(quantile(taken, 0.99))}, most ${ms(Math.max(...taken))}`,
      );
    say(
      `load of the machine ${loadavg()
        .map((load) => load.toFixed(1))
        .join(', ')}`,
    );
    return [...answerFindings(answers), isolationFinding(isolated)];
  } finally {
    await duckdb.stop();
  }
}

type Answers = Rounds<'filter' | 'duckdb' | 'next' | 'sorted' | 'sortedDuckdb'>;

/** About a ninetieth of the rows match; no two conditions are the same. */
function anyCondition(): string {
  const price = (Math.random() * 8000).toFixed(2);
  return `"category" = 'amber' AND "price" BETWEEN ${price} AND ${(Number(price) + 1000).toFixed(2)}`;
}

function againstDuckdb(url: string, duckdb: DuckdbAlone, file: string): Promise<Answers> {
  const split = splitQuery(events.dataset);
  const page = async (where: string, more: string) => {
    const answer = await fetch(
      `${url}/filter?${split}&where=${encodeURIComponent(where)}&length=${length}${more}`,
    );
    const { rows, error } = (await answer.json()) as { rows?: unknown[]; error?: string };
    if (rows?.length !== length) throw new Error(`${where}: ${error ?? `${rows?.length} rows`}`);
  };
  const alone = async (where: string, more: string) => {
    const from = `FROM read_parquet('${file}') WHERE ${where}`;
    await duckdb.run(
      `SELECT count(*) ${from}`,
      `SELECT *, file_row_number ${from} ${more} LIMIT ${length} OFFSET 2000`,
    );
  };
  const order = '&orderby=%22score%22%20DESC';
  return interleaved(
    {
      filter: () => elapsed(() => page(anyCondition(), '&offset=2000')),
      duckdb: () => elapsed(() => alone(anyCondition(), '')),
      next: async () => {
        const where = anyCondition();
        await page(where, '&offset=2000');
        return elapsed(() => page(where, '&offset=2100'));
      },
      sorted: () => elapsed(() => page(anyCondition(), `&offset=2000${order}`)),
      sortedDuckdb: () => elapsed(() => alone(anyCondition(), 'ORDER BY "score" DESC')),
    },
    rounds,
    2,
  );
}

/** Cold pages at random places, alone and while eight clients filter texts without a pause. */
async function besideHeavyFilters(url: string): Promise<Record<'alone' | 'beside', number[]>> {
  const split = splitQuery(events.dataset);
  const anyPage = async () => {
    const offset = Math.floor(Math.random() * (events.rows - length));
    await (await fetch(`${url}/rows?${split}&offset=${offset}&length=${length}`)).arrayBuffer();
  };
  const measured = async () => {
    const taken: number[] = [];
    for (let count = 0; count < pagesBeside; count++) {
      taken.push(await elapsed(anyPage));
      await sleep(5);
    }
    return taken;
  };
  for (let count = 0; count < 10; count++) await anyPage();
  const alone = await measured();
  const stop = new AbortController();
  const heavy = Array.from({ length: heavyFilters }, async () => {
    while (!stop.signal.aborted) {
      const where = encodeURIComponent(
        `"title" ILIKE '%${Math.random().toString(36).slice(2, 5)}%${Math.floor(Math.random() * 100)}%'`,
      );
      await fetch(`${url}/filter?${split}&where=${where}&orderby=%22title%22`, { signal: stop.signal })
        .then((answer) => answer.arrayBuffer())
        .catch(() => undefined);
    }
  });
  const beside = await measured();
  stop.abort();
  await Promise.all(heavy);
  return { alone, beside };
}

function answerFindings({ medians, ratio }: Answers): Finding[] {
  const share = ratio('filter', 'duckdb');
  return [
    {
      what: '/filter of 10 million rows, count and page, against DuckDB alone',
      measured: `${times(share)} (${ms(medians.filter)} against ${ms(medians.duckdb)})`,
      aim: '≤ 1.3 ×',
      met: share <= 1.3,
    },
    { what: 'the next page of the same filter', measured: ms(medians.next) },
    {
      what: '/filter with orderby, count and page, against DuckDB alone',
      measured: `${times(ratio('sorted', 'sortedDuckdb'))} (${ms(medians.sorted)} against ${ms(medians.sortedDuckdb)})`,
    },
  ];
}

function isolationFinding({ alone, beside }: Record<'alone' | 'beside', number[]>): Finding {
  const p99 = quantile(beside, 0.99);
  return {
    what: `cold /rows pages beside ${heavyFilters} heavy filters, p99`,
    measured: `${ms(p99)} (p50 ${ms(median(beside))}; without filters ${ms(quantile(alone, 0.99))}, ${ms(median(alone))})`,
    aim: '< 100 ms',
    met: p99 < 100,
  };
}
