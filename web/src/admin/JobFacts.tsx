import type { JobDetail } from '@rowhouse/contract';
import type { ReactNode } from 'react';
import { percent } from '../text/numbers.js';
import { clock, duration, secondsBetween } from '../text/times.js';
import { StatePill } from '../ui/Pill.js';
import { JobButton } from './JobButton.js';
import { JobHistory } from './JobHistory.js';
import { Json } from './Json.js';
import type { JobActions } from './use-job-actions.js';

/** State, timeline, reason of failure, parameters and result of one job. */
export function JobFacts({ job, actions }: { job: JobDetail; actions: JobActions }) {
  return (
    <>
      <div className="entry-line">
        <StatePill state={job.state} />
        <JobButton job={job} actions={actions} />
      </div>
      {job.error === null ? null : (
        <div className="note bad">
          <p className="break">{job.error.message}</p>
          <p className="small">
            <code>{job.error.code}</code>{' '}
            {job.error.retryable ? 'may succeed on a retry' : 'will fail again unless something changes'}
          </p>
        </div>
      )}
      <dl className="facts">
        <Fact name="Id" value={<code className="break">{job.id}</code>} />
        <Fact name="Pool" value={job.pool} />
        <Fact name="Owner" value={job.owner} />
        <Fact name="Attempt" value={`${job.attempt} of ${job.maxAttempts}`} />
        <Fact name="Progress" value={progressOf(job)} />
        <Fact name="Worker" value={job.worker} />
        <Fact name="Created" value={clock(job.createdAt)} />
        <Fact
          name="Started"
          value={job.startedAt && `${clock(job.startedAt)}${after(job.createdAt, job.startedAt)}`}
        />
        <Fact
          name="Finished"
          value={job.finishedAt && `${clock(job.finishedAt)}${after(job.startedAt, job.finishedAt)}`}
        />
        <Fact name="Cost" value={costOf(job)} />
      </dl>
      <JobHistory attempts={job.history} />
      <Json title="Parameters" value={job.params} />
      {job.result === null ? null : <Json title="Result" value={job.result} />}
    </>
  );
}

function progressOf({ progress }: JobDetail): string | null {
  const parts = [progress.fraction === undefined ? '' : percent(progress.fraction), progress.message ?? ''];
  return parts.filter((part) => part !== '').join(' · ') || null;
}

/** Nothing before an attempt has ended. */
function costOf({ cpuMs, gpuMs }: JobDetail): string | null {
  const parts = [
    cpuMs > 0 ? `${duration(cpuMs / 1000)} of CPU` : '',
    gpuMs > 0 ? `${duration(gpuMs / 1000)} of GPU` : '',
  ];
  return parts.filter((part) => part !== '').join(' · ') || null;
}

const after = (start: string | null, end: string): string =>
  start === null ? '' : ` (after ${duration(secondsBetween(start, end))})`;

function Fact({ name, value }: { name: string; value: ReactNode }) {
  if (value === null || value === '') return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd className="break">{value}</dd>
    </div>
  );
}
