import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { authMigrations } from '@rowhouse/auth';
import { parseSettings } from '@rowhouse/config';
import {
  errors,
  type JobDetail,
  type JobLogsAnswer,
  type JobPage,
  type Overview,
  type Scaling,
} from '@rowhouse/contract';
import { Database, migrate } from '@rowhouse/database';
import { datasetsMigrations } from '@rowhouse/datasets';
import { JobStore, jobsMigrations, ScalingBook, WorkerRegistry } from '@rowhouse/jobs';
import { messagingMigrations } from '@rowhouse/messaging';
import { type FreshDatabase, freshDatabase, type TempDir, tempDir, waitFor } from '@rowhouse/testing';
import { adminSettings } from './settings.js';
import { startAdmin } from './start-admin.js';

type App = Awaited<ReturnType<typeof startAdmin>>;

const patient = 60_000;

describe('the admin service', () => {
  let database: FreshDatabase;
  let files: TempDir;
  let app: App;
  let url: string;
  let jobs: JobStore;

  beforeAll(async () => {
    database = await freshDatabase();
    await migrate(database.url, [messagingMigrations, jobsMigrations, datasetsMigrations, authMigrations]);
    files = await tempDir();
    await mkdir(join(files.path, 'assets'));
    await writeFile(join(files.path, 'index.html'), '<!doctype html><title>page</title>');
    await writeFile(join(files.path, 'assets', 'page-1a2b.js'), 'export {};');
    const settings = parseSettings(adminSettings, {
      DATABASE_URL: database.url,
      DATABASE_REPLICA_URLS: database.replicaUrl,
      BLOB_URL: `file://${files.path}`,
      PORT: '0',
      AUTH_MODE: 'none',
      LOG_LEVEL: 'silent',
      POOL_SCALING: '[{"pool":"scaled","mode":"keda"}]',
    });
    app = await startAdmin(settings, { folder: files.path, contentSecurityPolicy: "default-src 'none'" });
    url = await app.getUrl();
    jobs = app.get(JobStore);
  }, patient);

  afterAll(async () => {
    await app?.close();
    await database?.drop();
    await files?.remove();
  }, patient);

  const json = async <T>(path: string): Promise<T> => (await (await fetch(url + path)).json()) as T;
  const post = (path: string, headers = {}) => fetch(url + path, { method: 'POST', headers });

  const create = (request: { kind: string; pool: string; subject?: string; params?: object }) =>
    app.get(Database).write((tx) => jobs.create(tx, { owner: 'me', params: {}, maxAttempts: 1, ...request }));

  /** A job whose only attempt failed. */
  async function createFailed(kind: string, pool: string): Promise<string> {
    const id = await create({ kind, pool, subject: 'me/cars' });
    const claim = await jobs.claim(id, 1, 'worker-1');
    if (claim === null) throw new Error('the job was claimed by somebody else');
    await jobs.fail(claim, errors.JobTimedOut({ limitSeconds: 5 }).toStored());
    return id;
  }

  it.each(['/healthcheck', '/admin/healthcheck', '/readiness'])('answers %s with ok', async (path) => {
    const response = await fetch(url + path);
    expect(await response.text()).toBe('ok');
    expect(response.headers.get('content-type')).toMatch(/^text\/plain/);
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  it('serves the page with its policy, and again only when it changed', async () => {
    const page = await fetch(`${url}/admin`);
    expect(await page.text()).toContain('<title>page</title>');
    expect(page.headers.get('content-security-policy')).toBe("default-src 'none'");
    expect(page.headers.get('cache-control')).toBe('no-cache');
    const etag = page.headers.get('etag') ?? '';
    const again = await fetch(`${url}/admin/`, { headers: { 'if-none-match': etag } });
    expect(again.status).toBe(304);
  });

  it('serves assets for ever, and nothing beside them', async () => {
    const asset = await fetch(`${url}/admin/assets/page-1a2b.js`);
    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(asset.headers.get('x-content-type-options')).toBe('nosniff');
    const outside = await fetch(`${url}/admin/assets/..%2findex.html`);
    expect(outside.status).toBeGreaterThanOrEqual(400);
    expect(outside.headers.get('x-error-code')).not.toBeNull();
  });

  it('answers every error in one form', async () => {
    const missing = await fetch(`${url}/admin/jobs/not-a-job`);
    expect([missing.status, missing.headers.get('x-error-code')]).toEqual([404, 'JobNotFound']);
    expect(await missing.json()).toEqual({ error: "There is no job 'not-a-job'.", code: 'JobNotFound' });
    const nowhere = await fetch(`${url}/admin/nowhere`);
    expect([nowhere.status, nowhere.headers.get('x-error-code')]).toEqual([404, 'RouteNotFound']);
    const wrong = await fetch(`${url}/admin/jobs?state=lost`);
    expect(wrong.status).toBe(422);
    expect(await wrong.json()).toEqual({
      error: `Parameter 'state' is not valid: must be one of queued, running, succeeded, failed, cancelled; it is "lost".`,
      code: 'InvalidParameter',
    });
  });

  it(
    'counts jobs by state and pool, with queue depth and replica',
    async () => {
      await create({ kind: 'count', pool: 'counting' });
      await createFailed('count', 'counting');
      const overview = await waitFor(
        async () => {
          const seen = await json<Overview>('/admin/overview');
          const pool = seen.pools.find(({ pool }) => pool === 'counting');
          return (
            pool?.jobs.failed === 1 &&
            (pool.queue?.ready ?? 0) >= 1 &&
            pool.oldestQueuedSeconds !== null &&
            seen
          );
        },
        { what: 'the jobs to be counted and dispatched' },
      );
      expect(overview.unavailable).toEqual([]);
      expect(overview.replicas).toMatchObject([{ healthy: true, reason: null }]);
      expect(overview.failures[0]).toMatchObject({ kind: 'count', error: { code: 'JobTimedOut' } });
      expect(overview.problems.map(({ code }) => code)).toContain('jobs-failed');
    },
    patient,
  );

  it(
    'filters jobs and pages through them without gaps',
    async () => {
      const made: string[] = [];
      for (let i = 0; i < 5; i++)
        made.unshift(await create({ kind: 'page', pool: 'paging', subject: 'a/b' }));
      await create({ kind: 'other', pool: 'paging' });
      const listed: string[] = [];
      let cursor: string | null = '';
      await waitFor(async () => (await json<JobPage>('/admin/jobs?kind=page')).items.length === 5);
      do {
        const page: JobPage = await json(`/admin/jobs?kind=page&subject=a/b&limit=2&cursor=${cursor}`);
        listed.push(...page.items.map(({ id }) => id));
        cursor = page.nextCursor;
      } while (cursor !== null);
      expect(listed).toEqual(made);
    },
    patient,
  );

  it('retries a failed job once', async () => {
    const id = await createFailed('again', 'retrying');
    const retried = await post(`/admin/jobs/${id}/retry`);
    expect(retried.status).toBe(202);
    expect((await retried.json()) as JobDetail).toMatchObject({ id, state: 'queued', attempt: 2 });
    const twice = await post(`/admin/jobs/${id}/retry`);
    expect([twice.status, twice.headers.get('x-error-code')]).toEqual([409, 'JobStateConflict']);
  });

  it(
    'lists dead letters of all owners, and queues them again together',
    async () => {
      const pool = 'dying';
      const crash = async (owner: string, kind: string): Promise<string> => {
        const id = await app
          .get(Database)
          .write((tx) => jobs.create(tx, { owner, kind, pool, params: {}, maxAttempts: 1 }));
        const claim = await jobs.claim(id, 1, 'worker-1');
        if (claim === null) throw new Error('the job was claimed by somebody else');
        const { code, status, message, details } = errors.JobCrashed({
          attempts: 1,
          reason: 'it was killed',
        });
        await jobs.fail(claim, { code, status, message, details, retryable: true });
        return id;
      };
      const first = await crash('ann', 'poison');
      const second = await crash('bob', 'poison');
      const other = await crash('bob', 'venom');
      // What was asked can't be done: no dead letter.
      await createFailed('poison', pool);
      const listed = async (filter: string) =>
        (await json<JobPage>(`/admin/dead-letters?pool=${pool}${filter}`)).items.map(({ id }) => id);
      await waitFor(
        async () => (await json<JobPage>(`/admin/jobs?pool=${pool}&state=failed`)).items.length === 4,
      );
      expect(await listed('')).toEqual([other, second, first]);
      expect(await listed('&owner=ann')).toEqual([first]);
      expect(await listed('&code=JobTimedOut')).toEqual([]);
      const requeued = await post(`/admin/dead-letters/requeue?pool=${pool}&kind=poison`);
      expect([requeued.status, await requeued.json()]).toEqual([
        202,
        { requeued: [second, first], more: false },
      ]);
      expect(await jobs.getLatest(first)).toMatchObject({ state: 'queued', attempt: 2 });
      await waitFor(async () => (await listed('')).length === 1, { what: 'the replica to hear of it' });
      const limited = await post(`/admin/dead-letters/requeue?pool=${pool}&limit=1`);
      expect(await limited.json()).toEqual({ requeued: [other], more: false });
      expect((await post('/admin/dead-letters/requeue?limit=0')).status).toBe(422);
      const foreign = await post('/admin/dead-letters/requeue', { 'sec-fetch-site': 'cross-site' });
      expect(foreign.status).toBe(422);
    },
    patient,
  );

  it(
    'passes over dead letters that can have no further attempt',
    async () => {
      const pool = 'passed-over';
      const crash = async (kind: string, params: object = {}) => {
        const id = await create({ kind, pool, params });
        const claim = await jobs.claim(id, 1, 'worker-1');
        if (claim === null) throw new Error('the job was claimed by somebody else');
        const { code, status, message, details } = errors.JobCrashed({
          attempts: 1,
          reason: 'it was killed',
        });
        await jobs.fail(claim, { code, status, message, details, retryable: true });
        return id;
      };
      const old = [await crash('poison'), await crash('poison')];
      // Steps of a dataset that is gone, more of them than one look sees.
      const step = {
        datasetId: '00000000-0000-7000-8000-000000000000',
        revision: 'f'.repeat(40),
        step: 'split-first-rows',
        config: 'default',
        split: 'train',
      };
      const gone = Array.from({ length: 205 }, () => () => crash('split-first-rows', step));
      await Promise.all(gone.map((one) => one()));
      const requeue = async (query: string) =>
        (await post(`/admin/dead-letters/requeue?pool=${pool}${query}`)).json();
      expect(await requeue('&limit=1')).toEqual({ requeued: [old[1]], more: true });
      expect(await requeue('')).toEqual({ requeued: [old[0]], more: false });
      expect(await requeue('')).toEqual({ requeued: [], more: false });
    },
    patient,
  );

  it('shows what a job wrote', async () => {
    const id = await createFailed('talks', 'logging');
    await app
      .get(Database)
      .primary.query(
        `INSERT INTO job_log (job_id, fence, start_byte, bytes, attempt, text) VALUES ($1, 1, 0, 5, 1, 'words')`,
        [id],
      );
    const logs = await waitFor(
      async () => {
        const { items } = (await (await fetch(`${url}/admin/jobs/${id}/logs`)).json()) as JobLogsAnswer;
        return items.length === 1 && items;
      },
      { what: 'the log to reach the replica' },
    );
    expect(logs[0]).toMatchObject({ attempt: 1, skippedBytes: 0, text: 'words' });
    expect((await fetch(`${url}/admin/jobs/${id}/logs?limit=0`)).status).toBe(422);
    const nobody = await fetch(`${url}/admin/jobs/00000000-0000-7000-8000-000000000000/logs`);
    expect([nobody.status, nobody.headers.get('x-error-code')]).toEqual([404, 'JobNotFound']);
  });

  it('cancels a queued job once', async () => {
    const id = await create({ kind: 'stop', pool: 'cancelling' });
    expect(await (await post(`/admin/jobs/${id}/cancel`)).json()).toEqual({ id, status: 'cancelled' });
    expect((await post(`/admin/jobs/${id}/cancel`)).status).toBe(409);
  });

  it('changes nothing for a page of another site', async () => {
    const id = await createFailed('foreign', 'foreign');
    const refused = await post(`/admin/jobs/${id}/retry`, { 'sec-fetch-site': 'cross-site' });
    expect(refused.status).toBe(422);
    const { rows } = await app.get(Database).primary.query('SELECT state FROM job WHERE id = $1', [id]);
    expect(rows).toEqual([{ state: 'failed' }]);
  });

  it(
    'lists pending jobs in Hugging Face’s shape, bounded',
    async () => {
      const params = { revision: 'abc', config: 'default', split: 'train' };
      for (let i = 0; i < 52; i++)
        await create({ kind: 'pending', pool: 'pending', subject: 'me/cars', params });
      const started = await create({ kind: 'pending', pool: 'pending', subject: 'me/trucks', params });
      await jobs.claim(started, 1, 'worker-1');
      const { body } = await waitFor(async () => {
        const response = await fetch(`${url}/admin/pending-jobs`);
        const body = (await response.json()) as Record<string, { waiting: object[]; started: object[] }>;
        // The counts and the lists are read from a replica, which may learn of the jobs in between.
        const truncated = /^waiting=[1-9]\d*, started=0$/.test(response.headers.get('x-truncated') ?? '');
        const { started = [], waiting = [] } = body.pending ?? {};
        return truncated && started.length === 1 && waiting.length === 50 && { body };
      });
      expect(body.pending?.waiting[0]).toMatchObject({ type: 'pending', dataset: 'me/cars', ...params });
      expect(body.pending?.started[0]).toMatchObject({ dataset: 'me/trucks', status: 'started' });
    },
    patient,
  );

  it.each(['/metrics', '/admin/metrics'])(
    'tells Prometheus about the house at %s',
    async (path) => {
      await create({ kind: 'measure', pool: 'measuring' });
      const text = await waitFor(async () => {
        const body = await (await fetch(url + path)).text();
        return body.includes('rowhouse_jobs_by_state{pool="measuring",state="queued"') && body;
      });
      expect(text).toContain('process_cpu_seconds_total');
      expect(text).toMatch(/rowhouse_queue_depth\{pool="\w+",state="ready",service="admin"\} \d/);
      expect(text).toMatch(/rowhouse_database_replica_lag_seconds\{replica="[^"]+",service="admin"\} \d/);
    },
    patient,
  );

  it('says that it runs outside a cluster', async () => {
    expect(await json('/admin/pods')).toEqual({ inCluster: false, pods: [] });
  });

  it('tells who scales each pool, and how many workers it has', async () => {
    const workers = app.get(WorkerRegistry);
    await workers.beat({ id: 'w', pool: 'scaled', host: 'h', concurrency: 1 }, 0);
    await new ScalingBook(app.get(Database)).tellError('elsewhere', { at: '', reason: '' });
    const { pools } = await waitFor(async () => {
      const answer = await json<Scaling>('/admin/scaling');
      return answer.pools[0]?.workers === 1 && answer;
    });
    expect(pools).toEqual([
      {
        pool: 'scaled',
        mode: 'keda',
        minReplicas: null,
        maxReplicas: null,
        workers: 1,
        status: null,
        error: null,
        changes: [],
      },
    ]);
    await workers.remove('w');
  });

  it(
    'pushes changes to those who watch',
    async () => {
      const abort = new AbortController();
      const response = await fetch(`${url}/admin/events`, { signal: abort.signal });
      expect(response.headers.get('content-type')).toBe('text/event-stream');
      let heard = '';
      const reading = (async () => {
        const decoder = new TextDecoder();
        for await (const chunk of response.body ?? []) heard += decoder.decode(chunk, { stream: true });
      })().catch(() => undefined);
      await waitFor(() => heard.includes('event: overview\ndata: {'), { what: 'the first overview' });
      expect(heard).not.toContain('"pool":"watched"');
      await create({ kind: 'watch', pool: 'watched' });
      await waitFor(() => heard.includes('"pool":"watched"'), { what: 'the new job to be told' });
      abort.abort();
      await reading;
    },
    patient,
  );

  it(
    'refuses more viewers than it can serve, and takes new ones when others leave',
    async () => {
      const streams: AbortController[] = [];
      const watch = async () => {
        const abort = new AbortController();
        const response = await fetch(`${url}/admin/events`, { signal: abort.signal });
        if (response.ok) streams.push(abort);
        return response;
      };
      try {
        for (let i = 0; i < 100; i++) expect((await watch()).status).toBe(200);
        const refused = await watch();
        expect([refused.status, refused.headers.get('x-error-code')]).toEqual([503, 'ServerBusy']);
        expect(refused.headers.get('retry-after')).toBe('5');
        streams.pop()?.abort();
        await waitFor(async () => (await watch()).ok, { what: 'a place to get free' });
      } finally {
        for (const stream of streams) stream.abort();
      }
    },
    patient,
  );
});
