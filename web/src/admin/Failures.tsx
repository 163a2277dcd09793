import type { JobSummary } from '@rowhouse/contract';
import { counted } from '../text/numbers.js';
import { Age } from '../ui/Age.js';
import { Card, Empty } from '../ui/Card.js';
import { JobLink } from './JobLink.js';
import type { JobActions } from './use-job-actions.js';

/** The latest failed jobs with their reason and a way to try again. */
export function Failures({ failures, actions }: { failures: readonly JobSummary[]; actions: JobActions }) {
  return (
    <Card title="Recent failures">
      {failures.length === 0 ? (
        <Empty title="No failed job">
          A job that used up its attempts is listed here with its error and a retry button.
        </Empty>
      ) : (
        <ul className="entries">
          {failures.map((job) => (
            <Failure key={job.id} job={job} actions={actions} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function Failure({ job, actions }: { job: JobSummary; actions: JobActions }) {
  const about = `${job.kind}${job.subject ? ` of ${job.subject}` : ''}`;
  return (
    <li className="failure">
      <div>
        <p className="entry-title break">
          <JobLink id={job.id}>{job.kind}</JobLink> {job.subject}
        </p>
        {job.error === null ? null : (
          <p className="break">
            <code className="error-code">{job.error.code}</code> {job.error.message}
          </p>
        )}
        <p className="small soft">
          pool {job.pool} · {counted(job.attempt, 'attempt')}
          {job.finishedAt === null ? null : (
            <>
              {' · '}
              <Age time={job.finishedAt} />
            </>
          )}
        </p>
      </div>
      <button
        type="button"
        disabled={actions.busy.has(job.id)}
        aria-label={`Retry ${about}`}
        onClick={() => actions.retry(job.id, about)}
      >
        Retry
      </button>
    </li>
  );
}
