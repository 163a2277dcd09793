import type { JobDetail, JobLogPiece, JobLogsAnswer } from '@rowhouse/contract';
import { useJson } from '../net/use-json.js';

/** What the present or last attempt of a job wrote; read again while it runs. */
export function JobLog({ job, version }: { job: JobDetail; version: unknown }) {
  const { data } = useJson<JobLogsAnswer>(
    `/admin/jobs/${encodeURIComponent(job.id)}/logs?limit=1000&attempt=${attemptOf(job)}`,
    job.state === 'running' ? version : `${job.state} ${job.finishedAt}`,
  );
  if (data === null || data.items.length === 0) return null;
  return (
    <section className="json" aria-label="Log">
      <h3>Log of attempt {attemptOf(job)}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <pre tabIndex={0}>
        {data.items.map(textOf).join('')}
        {data.more ? '\n… and more' : ''}
      </pre>
    </section>
  );
}

/** A job that waits for its next attempt shows what the one before wrote. */
function attemptOf({ state, attempt }: JobDetail): number {
  return state === 'queued' ? Math.max(1, attempt - 1) : attempt;
}

function textOf({ text, skippedBytes }: JobLogPiece): string {
  return skippedBytes === 0 ? text : `\n… ${skippedBytes} bytes left out\n${text}`;
}
