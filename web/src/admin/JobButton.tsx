import type { JobSummary } from '@rowhouse/contract';
import type { JobActions } from './use-job-actions.js';

/** The one thing that can be done with a job in its state; nothing for one that succeeded. */
export function JobButton({ job, actions }: { job: JobSummary; actions: JobActions }) {
  if (job.state === 'succeeded') return null;
  const about = `${job.kind}${job.subject ? ` of ${job.subject}` : ''}`;
  const over = job.state === 'failed' || job.state === 'cancelled';
  const verb = over ? 'Retry' : 'Cancel';
  return (
    <button
      type="button"
      className="small"
      disabled={actions.busy.has(job.id)}
      aria-label={`${verb} ${about}`}
      onClick={() => (over ? actions.retry(job.id, about) : actions.cancel(job.id, about))}
    >
      {verb}
    </button>
  );
}
