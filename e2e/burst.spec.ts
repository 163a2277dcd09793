import { waitFor } from '@rowhouse/testing';
import { Rowhouse } from './house/rowhouse.js';

const jobs = 1_000;

describe('a burst of a thousand jobs', () => {
  let rowhouse: Rowhouse;
  beforeAll(async () => {
    rowhouse = await Rowhouse.start({
      queue: 'rabbitmq',
      env: { WORKER_CONCURRENCY: '2', JOB_THREADS: '1' },
    });
    await rowhouse.client.publish('me/numbers', { 'train.csv': `n\n${[...Array(500).keys()].join('\n')}\n` });
  }, 120_000);
  afterAll(() => rowhouse?.stop(), 60_000);

  it('is confirmed to the last one while rows are read, and each job ends once', async () => {
    const { client } = rowhouse;
    let submitting = true;
    const reading = (async () => {
      const statuses: Record<number, number> = {};
      while (submitting) {
        const { status, json } = await client.get(
          '/rows?dataset=me/numbers&config=default&split=train&offset=100&length=100',
        );
        statuses[status] = (statuses[status] ?? 0) + 1;
        expect(json.rows).toHaveLength(100);
      }
      return statuses;
    })();
    const submit = (number: number) =>
      client.request('/api/jobs', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ kind: 'query', params: { sql: `SELECT ${number} AS n` } }),
      });
    const answers = await Promise.all([...Array(jobs).keys()].map(submit)).finally(() => {
      submitting = false;
    });
    expect(Object.keys(await reading)).toEqual(['200']);
    expect(answers.filter(({ status }) => status !== 202)).toEqual([]);
    expect(new Set(answers.map(({ json }) => json.id)).size).toBe(jobs);

    const database = await rowhouse.database();
    try {
      const states = async () =>
        (
          await database.primary.query<{ state: string; jobs: number }>(
            `SELECT state, count(*)::int AS jobs FROM job WHERE kind = 'query' GROUP BY state`,
          )
        ).rows;
      await waitFor(async () => (await states()).every(({ state }) => state === 'succeeded'), {
        what: 'all jobs to succeed',
        deadlineMs: 540_000,
        intervalMs: 500,
      });
      expect(await states()).toEqual([{ state: 'succeeded', jobs }]);
      const { rows } = await database.primary.query<{ n: string; attempt: number; history: unknown[] }>(
        `SELECT result->>'preview' AS n, attempt, history FROM job WHERE kind = 'query' ORDER BY id`,
      );
      expect(rows.filter(({ attempt, history }) => attempt !== 1 || history.length > 0)).toEqual([]);
      const results = rows.map(({ n }) => JSON.parse(n).rows[0].row.n).sort((a, b) => a - b);
      expect(results).toEqual([...Array(jobs).keys()]);
      const counted = await rowhouse.metrics('worker');
      expect(counted).toMatch(
        new RegExp(
          `^rowhouse_job_attempts_ended_total\\{kind="query",outcome="succeeded",[^}]*\\} ${jobs}$`,
          'm',
        ),
      );
    } finally {
      await database.close();
    }
  }, 660_000);
});
