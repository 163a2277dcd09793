import type { Overview, PoolOverview, WorkerOverview } from '@rowhouse/contract';
import { findProblems } from './problems.js';

const at = '2026-05-01T12:00:00.000Z';
const idle: Omit<Overview, 'problems'> = {
  at,
  pools: [],
  workers: [],
  datasets: { total: 0, latest: [] },
  replicas: [],
  failures: [],
  unavailable: [],
};

const pool = (changes: Partial<PoolOverview>): PoolOverview => ({
  pool: 'cpu',
  jobs: { queued: 0, running: 0, succeeded: 0, failed: 0, cancelled: 0 },
  oldestQueuedSeconds: null,
  queue: { ready: 0, unacknowledged: 0, deadLettered: 0 },
  workers: { live: 1, busy: 0 },
  ...changes,
});

const failure = (code: string, finishedAt: string) =>
  ({ kind: 'x', subject: 'a/b', finishedAt, error: { code } }) as Overview['failures'][number];

const codes = (seen: Partial<Overview>) =>
  findProblems({ ...idle, ...seen }, 5000).map(({ severity, code }) => `${severity} ${code}`);

describe('problems', () => {
  it('are none in a quiet house and in a busy one', () => {
    expect(codes({})).toEqual([]);
    expect(codes({ pools: [pool({ oldestQueuedSeconds: 200 })] })).toEqual([]);
  });

  it('are an error when nobody takes the jobs of a pool, after a moment to start one', () => {
    const workers = { live: 0, busy: 0 };
    expect(codes({ pools: [pool({ oldestQueuedSeconds: 59, workers })] })).toEqual([]);
    expect(codes({ pools: [pool({ oldestQueuedSeconds: 61, workers })] })).toEqual(['error no-worker']);
  });

  it('name a backlog with limit and actual value', () => {
    const [problem] = findProblems({ ...idle, pools: [pool({ oldestQueuedSeconds: 301 })] }, 5000);
    expect(problem).toMatchObject({ severity: 'warning', code: 'backlog', link: '?state=queued&pool=cpu' });
    expect(problem?.detail).toContain('301 s, more than 300 s');
  });

  it('tell a lagging replica from a lost one', () => {
    const replica = { name: 'db2:5432/x', healthy: true, lagMilliseconds: 5000, reason: null };
    expect(codes({ replicas: [replica] })).toEqual([]);
    expect(codes({ replicas: [{ ...replica, lagMilliseconds: 5001 }] })).toEqual(['warning replica-lagging']);
    expect(codes({ replicas: [{ ...replica, healthy: false }] })).toEqual(['warning replica-down']);
  });

  it('take a crash more seriously than bad input, and forget failures after a day', () => {
    expect(codes({ failures: [failure('DatasetGenerationError', at)] })).toEqual(['warning jobs-failed']);
    expect(codes({ failures: [failure('JobCrashed', at)] })).toEqual(['error jobs-failed']);
    expect(codes({ failures: [failure('JobCrashed', '2026-04-30T11:59:59.000Z')] })).toEqual([]);
  });

  it('tell of a pool that the autoscaler fails at', () => {
    const [problem] = findProblems(idle, 5000, [{ pool: 'cpu', reason: 'It may not.' }]);
    expect(problem).toMatchObject({ severity: 'error', code: 'scaling-fails' });
    expect(problem?.detail).toBe('It may not. Its number of workers stays as it is.');
  });

  it('put errors first, and each unreadable part once', () => {
    const silent: WorkerOverview = {
      id: 'w',
      pool: 'cpu',
      host: 'h',
      startedAt: at,
      lastSeenAt: at,
      live: false,
      running: [],
    };
    const part = { part: 'queue', code: 'QueueUnavailable', reason: 'The job queue does not answer.' };
    expect(codes({ workers: [silent], unavailable: [part, part] })).toEqual([
      'error part-unavailable',
      'warning worker-silent',
    ]);
  });
});
