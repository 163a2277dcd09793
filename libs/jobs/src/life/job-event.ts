import type { JobProgress, JobSummary } from './job.js';
import type { JobState } from './state.js';

/** Published as `job.<state>`; while a job runs also as `job.progress` and `job.cancelling`. Holds no payloads. */
export interface JobEvent {
  jobId: string;
  kind: string;
  pool: string;
  owner: string;
  subject: string | null;
  state: JobState;
  attempt: number;
  progress: JobProgress;
  /** Code of the error of the last attempt. */
  errorCode: string | null;
}

/** Characters; keeps an event within what the bus takes. */
const messageLimit = 500;

export function eventOf(job: JobSummary): JobEvent {
  return {
    jobId: job.id,
    kind: job.kind,
    pool: job.pool,
    owner: job.owner,
    subject: job.subject,
    state: job.state,
    attempt: job.attempt,
    progress: { ...job.progress, message: job.progress.message?.slice(0, messageLimit) },
    errorCode: job.error?.code ?? null,
  };
}
