import { poolsPart } from './pools-part.js';

const looks = { oldest: async () => null, depth: async () => null };

describe('pools', () => {
  it('are all that have jobs or workers, with a number for every state', async () => {
    const worker = {
      id: 'w',
      pool: 'gpu',
      host: 'h',
      startedAt: '',
      lastSeenAt: '',
      live: true,
      running: [{ jobId: '1', kind: 'k', subject: null, progress: null }],
    };
    const pools = await poolsPart(
      [{ pool: 'cpu', state: 'failed', jobs: 3 }],
      [worker, { ...worker, id: 'v', live: false }],
      looks,
    );
    expect(pools.map(({ pool, jobs, workers }) => ({ pool, jobs, workers }))).toEqual([
      {
        pool: 'cpu',
        jobs: { queued: 0, running: 0, succeeded: 0, failed: 3, cancelled: 0 },
        workers: { live: 0, busy: 0 },
      },
      {
        pool: 'gpu',
        jobs: { queued: 0, running: 0, succeeded: 0, failed: 0, cancelled: 0 },
        workers: { live: 1, busy: 1 },
      },
    ]);
  });
});
