import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { type BenchContext, type Finding, ms, times } from '../finding.js';
import { processed, remove, splitQuery, upload } from '../house/client.js';
import { cpuSeconds } from '../measure/cpu-seconds.js';
import { median, quantile } from '../measure/quantile.js';

const jobs = 1_000;
const submitters = 50;
const readers = 4;
const rounds = 3;
const quietMs = 3_000;
const dataset = 'bench/burst';

/** A thousand jobs at once through the api, and what someone who reads rows meanwhile feels. */
export async function burst({ api, databaseUrl, say }: BenchContext): Promise<Finding[]> {
  const airports = join(
    dirname(createRequire(import.meta.url).resolve('vega-datasets')),
    '../data/airports.csv',
  );
  await upload(api.url, dataset, airports, 'airports.csv');
  await processed(api.url, dataset);
  const page = `${api.url}/rows?${splitQuery(dataset)}&length=100`;
  const figures = {
    quiet: [] as number[],
    burst: [] as number[],
    ratio: [] as number[],
    rate: [] as number[],
    apiMs: [] as number[],
    postgresMs: [] as number[],
  };
  for (let round = 0; round < rounds; round++) {
    const quiet = await readWhile(page, sleep(quietMs));
    const start = performance.now();
    const submission = submitAll(api.url);
    const during = await readWhile(page, submission);
    figures.rate.push(jobs / ((performance.now() - start) / 1_000));
    const ids = await submission;
    await each(ids, (id) => fetch(`${api.url}/api/jobs/${id}`, { method: 'DELETE' }));
    const [p99, without] = [quantile(during, 0.99), quantile(quiet, 0.99)];
    figures.burst.push(p99);
    figures.quiet.push(without);
    figures.ratio.push(p99 / without);
    say(
      `/rows p99 ${ms(without)} quiet, ${ms(p99)} in the burst (p50 ${ms(median(quiet))}, ${ms(median(during))})`,
    );
    await idle(api.url);
    const spent = await processorTime(api, databaseUrl);
    figures.apiMs.push(spent.apiMs);
    figures.postgresMs.push(spent.postgresMs);
    say(
      `processor time of a submission: ${ms(spent.apiMs)} in the api, ${ms(spent.postgresMs)} in its sessions`,
    );
    await idle(api.url);
  }
  await remove(api.url, dataset);
  return [
    {
      what: `/rows p99 (${readers} readers) while ${jobs} jobs are submitted at once, against without`,
      measured: `${times(median(figures.ratio))} (${ms(median(figures.burst))} against ${ms(median(figures.quiet))})`,
    },
    {
      what: `jobs accepted by POST /api/jobs meanwhile (${submitters} callers)`,
      measured: `${Math.round(median(figures.rate))}/s`,
    },
    {
      what: 'processor time of one of them, without readers: in the api, in its sessions of Postgres',
      measured: `${ms(median(figures.apiMs))}, ${ms(median(figures.postgresMs))}`,
    },
  ];
}

/** Milliseconds that the api and its sessions work for each job of a burst; it hardly depends on what else runs. */
async function processorTime(
  api: BenchContext['api'],
  databaseUrl: string,
): Promise<{ apiMs: number; postgresMs: number }> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const sessions = async () => {
    const { rows } = await client.query<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity WHERE application_name = 'rowhouse-api'`,
    );
    return new Map(await Promise.all(rows.map(async ({ pid }) => [pid, await cpuSeconds(pid)] as const)));
  };
  const before = { api: await cpuSeconds(api.pid), sessions: await sessions() };
  const ids = await submitAll(api.url);
  const apiSeconds = (await cpuSeconds(api.pid)) - before.api;
  let sessionSeconds = 0;
  for (const [pid, seconds] of await sessions()) sessionSeconds += seconds - (before.sessions.get(pid) ?? 0);
  await client.end();
  await each(ids, (id) => fetch(`${api.url}/api/jobs/${id}`, { method: 'DELETE' }));
  return { apiMs: (apiSeconds * 1_000) / jobs, postgresMs: (sessionSeconds * 1_000) / jobs };
}

/** The ids of jobs that were all confirmed. */
async function submitAll(apiUrl: string): Promise<string[]> {
  const ids: string[] = [];
  await each([...Array(jobs).keys()], async (number) => {
    const answer = await fetch(`${apiUrl}/api/jobs`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ kind: 'query', params: { sql: `SELECT ${number}` } }),
    });
    if (answer.status !== 202) throw new Error(`POST /api/jobs: ${answer.status} ${await answer.text()}`);
    ids.push(((await answer.json()) as { id: string }).id);
  });
  return ids;
}

/** Milliseconds of each page that the readers got until `end`. */
async function readWhile(url: string, end: Promise<unknown>): Promise<number[]> {
  const taken: number[] = [];
  let ended = false;
  const reader = async () => {
    while (!ended) {
      const start = performance.now();
      const answer = await fetch(url);
      await answer.arrayBuffer();
      if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
      taken.push(performance.now() - start);
      await sleep(2);
    }
  };
  const reading = Promise.all(Array.from({ length: readers }, reader));
  await end.finally(() => {
    ended = true;
  });
  await reading;
  return taken;
}

async function idle(apiUrl: string): Promise<void> {
  for (const state of ['queued', 'running'])
    while (
      ((await (await fetch(`${apiUrl}/api/jobs?state=${state}&limit=1`)).json()) as unknown[]).length > 0
    )
      await sleep(100);
}

async function each<Item>(items: Item[], work: (item: Item) => Promise<unknown>): Promise<void> {
  let next = 0;
  const worker = async () => {
    for (let item = items[next++]; item !== undefined; item = items[next++]) await work(item);
  };
  await Promise.all(Array.from({ length: submitters }, worker));
}
