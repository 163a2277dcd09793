import { jest } from '@jest/globals';
import { jobLogs, userJobDetail, userJobItem } from '@rowhouse/contract';
import { type ApiUnderTest, startApiUnderTest } from '../../test/api-under-test.js';

jest.setTimeout(60_000);

describe('jobs of users', () => {
  let api: ApiUnderTest;
  beforeAll(async () => {
    api = await startApiUnderTest();
  });
  afterAll(() => api?.stop());

  const query = { kind: 'query', params: { sql: 'SELECT 1' } };
  const post = (body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${api.url}/api/jobs`, {
      method: 'POST',
      headers,
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const get = (path: string) => fetch(`${api.url}/api/jobs${path}`);
  const submitted = async (body: unknown = query) => userJobDetail.parse(await (await post(body)).json());

  it('are accepted, and tell where they stand', async () => {
    const answer = await post({ ...query, priority: 3 });
    const job = userJobDetail.parse(await answer.json());
    expect(answer.status).toBe(202);
    expect(answer.headers.get('location')).toBe(`/api/jobs/${job.id}`);
    expect(answer.headers.get('x-consistency-token')).toBeTruthy();
    expect(job).toMatchObject({
      kind: 'query',
      state: 'queued',
      priority: 3,
      params: query.params,
      attempt: 1,
      worker: null,
      error: null,
      cost: { cpuSeconds: 0, gpuSeconds: 0 },
      timings: { startedAt: null, finishedAt: null },
      queue: { position: 0, positionIsMinimum: false, etaSeconds: null },
    });
    expect(userJobDetail.parse(await (await get(`/${job.id}`)).json())).toEqual(job);
    expect((await submitted()).queue).toMatchObject({ position: 1 });
  });

  it('are the same job for the same Idempotency-Key, also when twenty ask at once', async () => {
    const headers = { 'Idempotency-Key': 'once' };
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(query, headers)));
    const ids = await Promise.all(
      answers.map(async (answer) => ((await answer.json()) as { id: string }).id),
    );
    expect(new Set(ids).size).toBe(1);
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array(19).fill(200), 202]);
    const other = await post({ ...query, priority: 1 }, headers);
    expect([other.status, await other.json()]).toEqual([
      409,
      expect.objectContaining({ code: 'IdempotencyKeyReused', jobId: ids[0] }),
    ]);
    const bad = await post(query, { 'Idempotency-Key': 'x'.repeat(256) });
    expect([bad.status, bad.headers.get('x-error-code')]).toEqual([422, 'InvalidParameter']);
  });

  it.each([
    ['{', /is not JSON/],
    [{ params: { sql: 'SELECT 1' } }, /'kind' must be one of 'query'/],
    [{ kind: 'split-parquet', params: {} }, /'kind' must be one of 'query'/],
    [{ kind: 'query' }, /'params' must be an object with 'sql'/],
    [{ kind: 'query', params: {} }, /'params.sql' must be a text/],
    [{ kind: 'query', params: { sql: '  ' } }, /'params.sql' must be a text/],
    [{ kind: 'query', params: { sql: 'SELECT 1\0' } }, /'params.sql' must be a text/],
    [{ kind: 'query', params: { sql: 'x'.repeat(100_001) } }, /at most 100000 characters/],
    [{ kind: 'query', params: { sql: 'SELECT 1', more: 1 } }, /more/],
    [{ ...query, priority: 101 }, /'priority' must be at most 100/],
    [{ ...query, priority: 1.5 }, /'priority' must be a whole number/],
    [{ ...query, runAt: 'tomorrow' }, /'runAt' must be a time/],
    [{ ...query, owner: 'me' }, /owner/],
  ])('are refused when the body is %j', async (body, message) => {
    const answer = await post(body);
    const error = (await answer.json()) as { error: string; code: string };
    expect([answer.status, error.code]).toEqual([400, 'InvalidBody']);
    expect(error.error).toMatch(message);
  });

  it('wait for their time', async () => {
    const runAt = new Date(Date.now() + 3_600_000).toISOString();
    const job = await submitted({ ...query, runAt });
    expect(job.timings.queuedAt).toBe(runAt);
    expect(job.queue).toMatchObject({ position: null });
    expect(job.queue?.etaSeconds).toBeGreaterThan(3_500);
  });

  it('are cancelled while they wait, once', async () => {
    const { id } = await submitted();
    const first = await fetch(`${api.url}/api/jobs/${id}`, { method: 'DELETE' });
    expect([first.status, userJobDetail.parse(await first.json())]).toEqual([
      200,
      expect.objectContaining({ id, state: 'cancelled', queue: null }),
    ]);
    const again = await fetch(`${api.url}/api/jobs/${id}`, { method: 'DELETE' });
    expect([again.status, again.headers.get('x-error-code')]).toEqual([409, 'JobStateConflict']);
    const result = await get(`/${id}/result`);
    expect([result.status, await result.json()]).toEqual([
      409,
      expect.objectContaining({ code: 'JobHasNoResult', state: 'cancelled' }),
    ]);
  });

  it('have no result before they end', async () => {
    const { id } = await submitted();
    for (const format of ['', '?format=parquet']) {
      const answer = await get(`/${id}/result${format}`);
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([409, '5']);
      expect(await answer.json()).toMatchObject({
        code: 'JobNotFinished',
        state: 'queued',
        url: `/api/jobs/${id}`,
      });
    }
    expect((await get(`/${id}/result?format=csv`)).status).toBe(422);
  });

  it('have logs, as JSON and as text', async () => {
    const { id, logsUrl } = await submitted();
    expect(logsUrl).toBe(`/api/jobs/${id}/logs`);
    const empty = jobLogs.parse(await (await get(`/${id}/logs`)).json());
    expect(empty).toMatchObject({ items: [], more: false });
    await api.query(
      `INSERT INTO job_log (job_id, fence, start_byte, bytes, attempt, text) VALUES
       ('${id}', 1, 0, 6, 1, E'first\\n'), ('${id}', 1, 16, 5, 1, 'last'), ('${id}', 2, 0, 5, 2, 'again')`,
    );
    const all = jobLogs.parse(await (await get(`/${id}/logs?cursor=${empty.cursor}`)).json());
    expect(all.items.map(({ attempt, skippedBytes, text }) => [attempt, skippedBytes, text])).toEqual([
      [1, 0, 'first\n'],
      [1, 10, 'last'],
      [2, 0, 'again'],
    ]);
    const text = await get(`/${id}/logs?format=text`);
    expect(text.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(await text.text()).toBe('first\n── 10 bytes left out ──\nlast\n── attempt 2 ──\nagain');
    const accepted = await fetch(`${api.url}${logsUrl}?attempt=2`, { headers: { Accept: 'text/plain' } });
    expect(await accepted.text()).toBe('── attempt 2 ──\nagain');
    const page = await get(`/${id}/logs?limit=2`);
    const next = /^<(.+)>; rel="next"$/.exec(page.headers.get('link') ?? '')?.[1];
    const second = jobLogs.parse(await (await fetch(next ?? '')).json());
    expect([second.items.map(({ text }) => text), second.more]).toEqual([['again'], false]);
    for (const bad of ['limit=0', 'cursor=x', 'attempt=first', 'format=xml']) {
      expect((await get(`/${id}/logs?${bad}`)).status).toBe(422);
    }
  });

  it('are listed page by page, newest first, without the jobs of the house', async () => {
    await fetch(`${api.url}/api/datasets/anonymous/steps/upload?path=a.csv`, {
      method: 'POST',
      body: 'a\n1\n',
    });
    const all = userJobItem.array().parse(await (await get('?limit=1000')).json());
    expect(all.length).toBeGreaterThan(3);
    expect(new Set(all.map(({ kind }) => kind))).toEqual(new Set(['query']));
    expect(all.map(({ id }) => id)).toEqual(
      all
        .map(({ id }) => id)
        .sort()
        .reverse(),
    );
    const page = await get('?limit=2');
    const next = /^<(.+)>; rel="next"$/.exec(page.headers.get('link') ?? '')?.[1];
    const second = userJobItem.array().parse(await (await fetch(next ?? '')).json());
    expect(second.map(({ id }) => id)).toEqual(all.slice(2, 4).map(({ id }) => id));
    const cancelled = userJobItem.array().parse(await (await get('?state=cancelled&kind=query')).json());
    expect(cancelled).toHaveLength(1);
    expect((await get('?state=nonsense')).status).toBe(422);
    expect((await get('?kind=split-parquet')).status).toBe(422);
    const [step] = await api.query<{ id: string }>(`SELECT id FROM job WHERE kind <> 'query' LIMIT 1`);
    for (const path of [`/${step?.id}`, '/no-id', '/00000000-0000-7000-8000-000000000000']) {
      for (const [method, end] of [
        ['GET', ''],
        ['DELETE', ''],
        ['GET', '/result'],
        ['GET', '/logs'],
      ] as const) {
        const answer = await fetch(`${api.url}/api/jobs${path}${end}`, { method });
        expect([answer.status, answer.headers.get('x-error-code')]).toEqual([404, 'JobNotFound']);
      }
    }
  });
});
