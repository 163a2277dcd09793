import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { queryResult, userJobDetail } from '@rowhouse/contract';
import { waitFor } from '@rowhouse/testing';
import type { Answer } from './house/client.js';
import { Rowhouse } from './house/rowhouse.js';
import { vega } from './house/vega.js';

const long = 'SELECT sum(sqrt(a.range * b.range)) FROM range(10000000) a, range(10000000) b';

describe.each(['rabbitmq', 'postgres'] as const)('jobs of users (%s)', (queue) => {
  let rowhouse: Rowhouse;
  beforeAll(async () => {
    rowhouse = await Rowhouse.start({ queue });
    await rowhouse.client.publish('me/cars', {
      'train.json': await vega('cars.json'),
      'test.csv': 'Origin,continent\nUSA,America\nJapan,Asia\nEurope,Europe\n',
    });
  }, 120_000);
  // A test that fails leaves no query running before the next.
  afterEach(async () => {
    for (const state of ['queued', 'running']) {
      const { json } = await rowhouse.client.get(`/api/jobs?state=${state}`);
      for (const { id } of json) await rowhouse.client.request(`/api/jobs/${id}`, { method: 'DELETE' });
    }
  });
  afterAll(() => rowhouse?.stop(), 60_000);

  const submit = (sql: string, headers: Record<string, string> = {}) =>
    rowhouse.client.request('/api/jobs', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify({ kind: 'query', params: { sql } }),
    });
  const get = (path: string) => rowhouse.client.get(`/api/jobs/${path}`);
  const until = (id: string, ...states: string[]): Promise<Answer['json']> =>
    waitFor(
      async () => {
        const { json } = await get(id);
        return states.includes(json?.state) ? json : null;
      },
      { what: `the job ${id} to be ${states.join(' or ')}`, deadlineMs: 110_000, intervalMs: 20 },
    );
  const ended = (id: string) => until(id, 'succeeded', 'failed', 'cancelled');
  const failure = async (sql: string) => (await ended((await submit(sql)).json.id)).error;
  const files = (...folder: string[]) =>
    readdir(join(rowhouse.folder, ...folder), { recursive: true }).catch(() => []);

  it('a join over two datasets: progress, cost, preview and Parquet', async () => {
    const { status, json, headers } = await submit(
      `SELECT continent, count(*) AS n, max(Horsepower) AS most
       FROM "me/cars" JOIN "me/cars/default/test" t USING (Origin) GROUP BY continent ORDER BY n DESC`,
    );
    expect(status).toBe(202);
    expect(headers.get('location')).toBe(`/api/jobs/${json.id}`);
    const job = userJobDetail.parse(await ended(json.id));
    expect(job).toMatchObject({
      state: 'succeeded',
      attempt: 1,
      progress: { fraction: 1 },
      error: null,
      queue: null,
    });
    expect(job.cost.cpuSeconds).toBeGreaterThan(0);
    expect(job.worker).toBeTruthy();
    const { createdAt, queuedAt, startedAt, finishedAt } = job.timings;
    const times = [createdAt, queuedAt, startedAt, finishedAt];
    expect(times.map(String)).toEqual(times.map(String).sort());

    const preview = queryResult.parse((await get(`${json.id}/result`)).json);
    expect(preview.rows.map(({ row }) => row)).toEqual([
      { continent: 'America', n: 254, most: 230 },
      { continent: 'Asia', n: 79, most: 132 },
      { continent: 'Europe', n: 73, most: 133 },
    ]);
    expect(preview).toMatchObject({ num_rows_total: 3, truncated: false });
    expect(preview.features.map(({ name }) => name)).toEqual(['continent', 'n', 'most']);

    const whole = await fetch(preview.parquet.url);
    const bytes = Buffer.from(await whole.arrayBuffer());
    expect([bytes.length, bytes.subarray(0, 4).toString()]).toEqual([preview.parquet.size, 'PAR1']);
    expect(whole.headers.get('content-type')).toBe('application/vnd.apache.parquet');
    const range = await fetch(preview.parquet.url, { headers: { Range: 'bytes=-4' } });
    expect([range.status, await range.text()]).toEqual([206, 'PAR1']);
    const again = await fetch(preview.parquet.url, {
      headers: { 'If-None-Match': whole.headers.get('etag') ?? '' },
    });
    expect(again.status).toBe(304);
    // What a query made can be put back in as a dataset.
    const detail = await rowhouse.client.publish('me/continents', { 'train.parquet': bytes });
    expect(detail.state).toBe('ready');
  }, 120_000);

  it('a long query is cancelled while it runs, and leaves nothing', async () => {
    const { json } = await submit(long);
    await until(json.id, 'running');
    const early = await get(`${json.id}/result`);
    expect([early.status, early.json]).toEqual([
      409,
      expect.objectContaining({ code: 'JobNotFinished', state: 'running' }),
    ]);
    const cancel = await rowhouse.client.request(`/api/jobs/${json.id}`, { method: 'DELETE' });
    expect([cancel.status, cancel.json.cancelling]).toEqual([202, true]);
    const job = await ended(json.id);
    expect(job).toMatchObject({ state: 'cancelled', error: { code: 'JobCancelled' } });
    const result = await get(`${json.id}/result`);
    expect([result.status, result.json.code]).toEqual([409, 'JobHasNoResult']);
    const again = await rowhouse.client.request(`/api/jobs/${json.id}`, { method: 'DELETE' });
    expect([again.status, again.json.code]).toEqual([409, 'JobStateConflict']);
    await waitFor(async () => !(await files('scratch')).some((name) => name.includes(json.id)), {
      what: 'the scratch files of the cancelled job to go',
    });
    expect(
      (await files('blobs')).filter((name) => name.includes(json.id) && name.endsWith('.parquet')),
    ).toEqual([]);
  }, 120_000);

  it('a job that waits knows its place and, once queries have run, when it starts', async () => {
    const first = (await submit(long)).json.id;
    await until(first, 'running');
    const waiting = [];
    for (let n = 0; n < 3; n++) waiting.push((await submit(`SELECT ${n}`)).json.id);
    const places = await Promise.all(waiting.map(async (id) => (await get(id)).json.queue));
    expect(places.map(({ position }) => position)).toEqual([0, 1, 2]);
    expect(places[0].etaSeconds).toBeGreaterThan(0);
    expect(places[2].etaSeconds).toBeGreaterThanOrEqual(places[0].etaSeconds);
    await rowhouse.client.request(`/api/jobs/${first}`, { method: 'DELETE' });
    for (const id of waiting) expect((await ended(id)).state).toBe('succeeded');
  }, 120_000);

  it('bad SQL fails at once with the place of the mistake', async () => {
    const { json } = await submit('SELECT Name,\n  Horsepowr FROM "me/cars"');
    const job = await ended(json.id);
    expect(job).toMatchObject({
      state: 'failed',
      attempt: 1,
      error: { code: 'InvalidQuery', line: 2, column: 3, error: expect.stringContaining('Horsepowr') },
    });
    const { status, json: error } = await get(`${json.id}/result`);
    expect([status, error.code, error.jobError]).toEqual([409, 'JobHasNoResult', job.error]);
    expect(await failure('SELEC 1')).toMatchObject({ code: 'InvalidQuery', line: 1, column: 1 });
    expect(await failure('FROM "me/nothing"')).toMatchObject({
      code: 'QueryTableNotFound',
      table: 'me/nothing',
      error: expect.stringContaining(`there is no dataset 'me/nothing'`),
    });
    expect(await failure('FROM "me/cars/default/nope"')).toMatchObject({
      code: 'QueryTableNotFound',
      error: expect.stringContaining(`no split 'nope'`),
    });
  }, 120_000);

  it('nothing but datasets can be reached', async () => {
    const attempts: [string, string][] = [
      [`SELECT * FROM read_text('/etc/passwd')`, 'QueryNotAllowed'],
      [`SELECT * FROM '/etc/passwd'`, 'QueryTableNotFound'],
      [`FROM '${rowhouse.folder}/blobs/x.parquet'`, 'QueryTableNotFound'],
      [`FROM "../../etc/passwd"`, 'QueryTableNotFound'],
      [`SELECT getenv('DATABASE_URL')`, 'QueryNotAllowed'],
      [`SELECT current_setting('allowed_paths')`, 'QueryNotAllowed'],
      [`FROM duckdb_settings()`, 'QueryNotAllowed'],
      [`FROM information_schema.tables`, 'QueryNotAllowed'],
      [`FROM sqlite_master`, 'QueryTableNotFound'],
      [`COPY (SELECT 1) TO '${rowhouse.folder}/blobs/evil.csv'`, 'QueryNotAllowed'],
      [`ATTACH '${rowhouse.folder}/evil.db'`, 'QueryNotAllowed'],
      [`INSTALL httpfs`, 'QueryNotAllowed'],
      [`SET memory_limit = '1TB'`, 'QueryNotAllowed'],
      [`SELECT 1; COPY (SELECT 1) TO '/tmp/evil.csv'`, 'QueryNotAllowed'],
      [`SELECT 1) TO '/tmp/evil.csv' (FORMAT csv); SELECT (1`, 'InvalidQuery'],
      [
        `SELECT * FROM "me/cars" WHERE Name = (SELECT content FROM read_text('/proc/self/environ'))`,
        'QueryNotAllowed',
      ],
      [`SELECT * FROM query('SELECT * FROM ''/etc/passwd''')`, 'QueryNotAllowed'],
    ];
    const ids = await Promise.all(attempts.map(async ([sql]) => (await submit(sql)).json.id));
    for (const [index, [sql, code]] of attempts.entries()) {
      const job = await ended(ids[index]);
      expect([sql, job.state, job.attempt, job.error.code]).toEqual([sql, 'failed', 1, code]);
      const { params: _, ...rest } = job;
      expect(JSON.stringify(rest)).not.toMatch(/scratch|root:|postgres:\/\//);
    }
    expect((await files()).filter((name) => name.includes('evil'))).toEqual([]);
  }, 120_000);

  it('a query that eats memory ends alone, at once and with the reason', async () => {
    const { json } = await submit('SELECT sum(x) FROM (SELECT unnest(range(1000000000)) AS x)');
    const job = await ended(json.id);
    expect(job).toMatchObject({ state: 'failed', attempt: 1, error: { code: 'JobMemoryExceeded' } });
    expect(job.error.error).toMatch(/allowed \d+ MiB/);
    expect((await ended((await submit('SELECT 1')).json.id)).state).toBe('succeeded');
  }, 120_000);

  it('the same Idempotency-Key is the same job', async () => {
    const headers = { 'Idempotency-Key': 'a-key' };
    const answers = await Promise.all(Array.from({ length: 20 }, () => submit('SELECT 42 AS n', headers)));
    expect(new Set(answers.map(({ json }) => json.id)).size).toBe(1);
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(1);
    expect((await submit('SELECT 43 AS n', headers)).status).toBe(409);
    await ended(answers[0]?.json.id);
    expect((await submit('SELECT 42 AS n', headers)).json).toMatchObject({
      id: answers[0]?.json.id,
      state: 'succeeded',
    });
  }, 120_000);

  it('a worker killed in mid-query: the query runs again, with one result', async () => {
    const sql = 'SELECT sum(sqrt(a.range * b.range)) AS s FROM range(40000) a, range(10000) b';
    const { json } = await submit(sql);
    await until(json.id, 'running');
    await rowhouse.services.worker.kill();
    rowhouse.services.worker.start();
    const job = await ended(json.id);
    expect(job).toMatchObject({ state: 'succeeded', attempt: 2 });
    expect(job.attempts).toHaveLength(1);
    const blobs = (await files('blobs')).filter(
      (name) => name.includes(json.id) && name.endsWith('.parquet'),
    );
    expect(blobs).toHaveLength(1);
    expect((await files('scratch')).filter((name) => name.includes(json.id))).toEqual([]);
  }, 120_000);
});
