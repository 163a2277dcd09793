import type { JobSummary } from '@rowhouse/contract';
import { percent } from '../text/numbers.js';
import { duration, secondsBetween } from '../text/times.js';
import { Age } from '../ui/Age.js';
import { StatePill } from '../ui/Pill.js';
import type { Column } from '../ui/Table.js';
import { JobButton } from './JobButton.js';
import { JobLink } from './JobLink.js';
import type { JobActions } from './use-job-actions.js';

/** The columns of the jobs list. */
export const jobColumns = (actions: JobActions): readonly Column<JobSummary>[] => [
  { label: 'Kind', header: true, cell: ({ id, kind }) => <JobLink id={id}>{kind}</JobLink> },
  {
    label: 'Dataset',
    cell: ({ subject }) => (subject === null ? null : <span className="break">{subject}</span>),
  },
  { label: 'State', cell: (job) => <JobStateCell job={job} /> },
  { label: 'Pool', wideOnly: true, cell: ({ pool }) => pool },
  {
    label: 'Attempt',
    wideOnly: true,
    numeric: true,
    cell: ({ attempt, maxAttempts }) => `${attempt} of ${maxAttempts}`,
  },
  { label: 'Ran for', wideOnly: true, numeric: true, cell: ranFor },
  { label: 'Created', numeric: true, cell: ({ createdAt }) => <Age time={createdAt} /> },
  { label: 'Action', quiet: true, numeric: true, cell: (job) => <JobButton job={job} actions={actions} /> },
];

function JobStateCell({ job }: { job: JobSummary }) {
  return (
    <span className="job-state">
      <StatePill state={job.state} />
      {job.state === 'running' && job.progress.fraction !== undefined ? (
        <span className="small number">{percent(job.progress.fraction)}</span>
      ) : null}
      {job.error === null ? null : <code className="small error-code">{job.error.code}</code>}
    </span>
  );
}

function ranFor({ startedAt, finishedAt }: JobSummary): string | null {
  return startedAt === null || finishedAt === null ? null : duration(secondsBetween(startedAt, finishedAt));
}
