import { waitFor } from '@rowhouse/testing';
import { Rowhouse } from './house/rowhouse.js';

const long = 'SELECT sum(sqrt(a.range * b.range)) FROM range(10000000) a, range(10000000) b';

describe('the metrics that an operator is woken by', () => {
  let rowhouse: Rowhouse;
  beforeAll(async () => {
    rowhouse = await Rowhouse.start({ queue: 'rabbitmq' });
  }, 120_000);
  afterAll(() => rowhouse?.stop(), 60_000);

  const submit = async (sql: string) =>
    (
      await rowhouse.client.request('/api/jobs', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ kind: 'query', params: { sql } }),
      })
    ).json.id as string;
  const until = (id: string, what: string, good: (job: { state: string; attempt: number }) => boolean) =>
    waitFor(async () => good((await rowhouse.client.get(`/api/jobs/${id}`)).json), {
      what: `the job ${id} to be ${what}`,
      deadlineMs: 120_000,
      intervalMs: 50,
    });
  /** A sample with these labels, whatever else it has, and a value above zero. */
  const sample = (name: string, labels: Record<string, string>) =>
    new RegExp(
      `^rowhouse_${name}\\{${Object.entries(labels)
        .map(([label, value]) => `(?=[^}]*\\b${label}="${value}")`)
        .join('')}[^}]*\\} (?!0$)[0-9.e+-]+$`,
      'm',
    );
  const found = (service: 'admin' | 'worker', samples: RegExp[]) =>
    waitFor(
      async () => {
        const text = await rowhouse.metrics(service);
        return samples.every((each) => each.test(text));
      },
      {
        what: `the ${service} to tell ${samples.map(String).join('\n')}`,
        deadlineMs: 120_000,
        intervalMs: 500,
      },
    );

  it('are all there once what they count has happened', async () => {
    await until(await submit('SELECT 1'), 'done', ({ state }) => state === 'succeeded');
    await until(await submit('SELEC 1'), 'failed', ({ state }) => state === 'failed');
    await found('worker', [
      sample('job_attempts_ended_total', { kind: 'query', outcome: 'succeeded' }),
      sample('job_attempts_ended_total', { kind: 'query', outcome: 'failed', code: 'InvalidQuery' }),
      sample('job_wait_seconds_bucket', { pool: 'cpu' }),
      sample('job_run_seconds_bucket', { kind: 'query', outcome: 'succeeded' }),
      sample('queue_deliveries_total', { pool: 'cpu' }),
    ]);

    const running = await submit(long);
    await until(running, 'running', ({ state }) => state === 'running');
    const waiting = await submit('SELECT 2');
    await rowhouse.services.worker.kill();
    rowhouse.services.worker.start();
    await until(running, 'running again', ({ state, attempt }) => state === 'running' && attempt === 2);
    await found('worker', [sample('queue_redeliveries_total', { pool: 'cpu' })]);
    await found('admin', [
      sample('jobs_dispatched_total', { pool: 'cpu' }),
      sample('job_dispatch_lag_seconds_bucket', { pool: 'cpu' }),
      sample('job_leases_expired_total', { kind: 'query' }),
      sample('job_attempts_ended_total', { kind: 'query', outcome: 'retried', code: 'JobCrashed' }),
      sample('jobs_by_state', { pool: 'cpu', state: 'running' }),
      sample('workers', { pool: 'cpu', state: 'live' }),
    ]);
    // One of the two runs, the other one waits; which one is up to the queue.
    const second = await submit(long);
    await found('admin', [
      sample('jobs', { pool: 'cpu', state: 'running' }),
      sample('jobs', { pool: 'cpu', state: 'dispatched' }),
      sample('job_oldest_due_seconds', { pool: 'cpu' }),
      sample('queue_depth', { pool: 'cpu', state: 'ready' }),
    ]);
    for (const id of [running, waiting, second])
      await rowhouse.client.request(`/api/jobs/${id}`, { method: 'DELETE' });
  }, 400_000);
});
