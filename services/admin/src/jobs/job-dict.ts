import type { JobEntity } from '@rowhouse/jobs';

/** A job as Hugging Face's `/admin/pending-jobs` shows it, with our id and pool beside. */
export interface JobDict {
  type: string;
  dataset: string | null;
  revision: string | null;
  config: string | null;
  split: string | null;
  unicity_id: string;
  namespace: string;
  priority: 'low' | 'normal' | 'high';
  status: 'waiting' | 'started';
  difficulty: number;
  created_at: string;
  started_at: string | null;
  last_heartbeat: string | null;
  job_id: string;
  pool: string;
}

/** Ours have no difficulty of their own; Hugging Face's default stands for all. */
const difficulty = 50;

export type PendingJob = Pick<
  JobEntity,
  | 'id'
  | 'kind'
  | 'pool'
  | 'state'
  | 'priority'
  | 'owner'
  | 'subject'
  | 'params'
  | 'createdAt'
  | 'startedAt'
  | 'leaseUntil'
>;

/** `leaseMs` is what a heartbeat adds to the lease, so that the last heartbeat can be told. */
export function jobDict(job: PendingJob, leaseMs: number): JobDict {
  const text = (name: string) => {
    const value = job.params[name];
    return typeof value === 'string' && value !== '' ? value : null;
  };
  const running = job.state === 'running';
  const [revision, config, split] = [text('revision'), text('config'), text('split')];
  return {
    type: job.kind,
    dataset: job.subject,
    revision,
    config,
    split,
    unicity_id: [job.subject, revision, config, split, job.kind].filter((part) => part !== null).join(','),
    namespace: job.owner,
    priority: job.priority > 0 ? 'high' : job.priority < 0 ? 'low' : 'normal',
    status: running ? 'started' : 'waiting',
    difficulty,
    created_at: job.createdAt.toISOString(),
    started_at: running ? (job.startedAt?.toISOString() ?? null) : null,
    last_heartbeat: job.leaseUntil ? new Date(job.leaseUntil.getTime() - leaseMs).toISOString() : null,
    job_id: job.id,
    pool: job.pool,
  };
}
