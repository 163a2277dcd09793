import type { JobPage, JobSummary, Overview } from '@rowhouse/contract';
import { goTo, useQuery, withQuery } from '../net/location.js';
import { useJson } from '../net/use-json.js';
import { Card, Empty } from '../ui/Card.js';
import { ErrorNote } from '../ui/ErrorNote.js';
import { Table } from '../ui/Table.js';
import { JobFilters } from './JobFilters.js';
import { jobColumns } from './job-columns.js';
import { jobFilters, jobsUrl, requeueUrl } from './job-query.js';
import type { JobActions } from './use-job-actions.js';
import { useRefresh } from './use-refresh.js';

interface JobsProps {
  overview: Overview | null;
  actions: JobActions;
}

/** All jobs, newest first, filtered by the server; refreshed when counts change. */
export function Jobs({ overview, actions }: JobsProps) {
  const query = useQuery();
  const refresh = useRefresh(JSON.stringify(overview?.pools.map(({ jobs }) => jobs) ?? null), 2000);
  const { data, error, loading } = useJson<JobPage>(jobsUrl(query), `${refresh} ${actions.version}`);
  const pools = overview?.pools.map(({ pool }) => pool) ?? [];
  return (
    <Card title="Jobs" id="jobs">
      <JobFilters pools={pools} />
      {error === null ? null : (
        <div className="body">
          <ErrorNote error={error} />
        </div>
      )}
      {data === null ? (
        <p className="body soft">{loading ? 'Loading jobs…' : ''}</p>
      ) : (
        <JobTable jobs={data.items} actions={actions} filtered={jobFilters.some((name) => query.has(name))} />
      )}
      {data === null || data.items.length === 0 ? null : <RequeueAll query={query} actions={actions} />}
      <Pager query={query} nextCursor={data?.nextCursor ?? null} />
    </Card>
  );
}

interface JobTableProps {
  jobs: readonly JobSummary[];
  actions: JobActions;
  filtered: boolean;
}

function JobTable({ jobs, actions, filtered }: JobTableProps) {
  if (jobs.length > 0)
    return <Table caption="Jobs" columns={jobColumns(actions)} rows={jobs} keyOf={({ id }) => id} />;
  return filtered ? (
    <Empty title="No job fits these filters">Loosen or clear them to see more.</Empty>
  ) : (
    <Empty title="No job yet">Uploading files to a dataset creates the first ones.</Empty>
  );
}

/** With dead letters only: one more attempt for all that fit the filters. */
function RequeueAll({ query, actions }: { query: URLSearchParams; actions: JobActions }) {
  const url = requeueUrl(query);
  if (url === null) return null;
  return (
    <div className="body">
      <button type="button" disabled={actions.busy.has(url)} onClick={() => actions.requeue(url)}>
        Retry all of these
      </button>
    </div>
  );
}

function Pager({ query, nextCursor }: { query: URLSearchParams; nextCursor: string | null }) {
  const later = query.has('cursor');
  if (!later && nextCursor === null) return null;
  return (
    <nav className="pager" aria-label="Pages of jobs">
      <button type="button" disabled={!later} onClick={() => goTo(withQuery(query, { cursor: null }))}>
        Newest
      </button>
      <button
        type="button"
        disabled={nextCursor === null}
        onClick={() => goTo(withQuery(query, { cursor: nextCursor }))}
      >
        Older
      </button>
    </nav>
  );
}
