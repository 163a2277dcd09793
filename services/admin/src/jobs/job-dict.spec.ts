import { jobDict, type PendingJob } from './job-dict.js';

const waiting: PendingJob = {
  id: '0198a0c4-0000-7000-8000-000000000001',
  kind: 'split-parquet',
  pool: 'cpu',
  state: 'queued',
  priority: 0,
  owner: 'me',
  subject: 'me/cars',
  params: { revision: 'abc', config: 'default', split: 'train', rows: 3 },
  createdAt: new Date('2026-05-01T12:00:00Z'),
  startedAt: null,
  leaseUntil: null,
};

describe('a pending job in Hugging Face’s shape', () => {
  it('takes its place from the job’s parameters', () => {
    expect(jobDict(waiting, 30_000)).toEqual({
      type: 'split-parquet',
      dataset: 'me/cars',
      revision: 'abc',
      config: 'default',
      split: 'train',
      unicity_id: 'me/cars,abc,default,train,split-parquet',
      namespace: 'me',
      priority: 'normal',
      status: 'waiting',
      difficulty: 50,
      created_at: '2026-05-01T12:00:00.000Z',
      started_at: null,
      last_heartbeat: null,
      job_id: waiting.id,
      pool: 'cpu',
    });
  });

  it('tells the last heartbeat from the lease, and leaves out what the level lacks', () => {
    const running = {
      ...waiting,
      state: 'running' as const,
      priority: -1,
      params: { revision: 'abc', config: '', split: '' },
      startedAt: new Date('2026-05-01T12:01:00Z'),
      leaseUntil: new Date('2026-05-01T12:02:00Z'),
    };
    expect(jobDict(running, 30_000)).toMatchObject({
      config: null,
      split: null,
      priority: 'low',
      status: 'started',
      started_at: '2026-05-01T12:01:00.000Z',
      last_heartbeat: '2026-05-01T12:01:30.000Z',
    });
  });
});
