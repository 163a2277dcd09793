import type { JobState, PoolOverview } from '@rowhouse/contract';
import { goTo } from '../net/location.js';
import { count } from '../text/numbers.js';
import { duration } from '../text/times.js';
import { Card, Empty } from '../ui/Card.js';
import { type Column, Table } from '../ui/Table.js';

const states: readonly JobState[] = ['queued', 'running', 'succeeded', 'failed', 'cancelled'];

const columns: readonly Column<PoolOverview>[] = [
  { label: 'Pool', header: true, cell: ({ pool }) => pool },
  ...states.map((state) => ({
    label: state[0]?.toUpperCase() + state.slice(1),
    numeric: true,
    cell: (pool: PoolOverview) => <StateCount pool={pool} state={state} />,
  })),
  {
    label: 'Oldest waits',
    numeric: true,
    cell: ({ oldestQueuedSeconds: age }) => (age === null ? '–' : duration(age)),
  },
  { label: 'In queue', numeric: true, cell: ({ queue }) => (queue ? count(queue.ready) : 'unknown') },
  {
    label: 'Delivered',
    numeric: true,
    cell: ({ queue }) => (queue ? count(queue.unacknowledged) : 'unknown'),
  },
  {
    label: 'Dead letters',
    numeric: true,
    cell: ({ queue }) => (queue ? <Dead value={queue.deadLettered} /> : 'unknown'),
  },
  { label: 'Workers busy', numeric: true, cell: ({ workers }) => `${workers.busy} of ${workers.live}` },
];

/** Jobs by state and pool with what waits in each queue; a count leads to its jobs. */
export function Pools({ pools }: { pools: readonly PoolOverview[] }) {
  return (
    <Card title="Jobs by pool">
      {pools.length === 0 ? (
        <Empty title="No job has been created yet">
          Upload a file to a dataset: each step of its processing shows up here as a job.
        </Empty>
      ) : (
        <Table caption="Jobs by pool and state" columns={columns} rows={pools} keyOf={({ pool }) => pool} />
      )}
    </Card>
  );
}

function StateCount({ pool, state }: { pool: PoolOverview; state: JobState }) {
  const value = pool.jobs[state];
  if (value === 0) return <span className="soft">0</span>;
  const search = `?${new URLSearchParams({ state, pool: pool.pool })}`;
  return (
    <a
      className={`state-count ${state}`}
      href={`${search}#jobs`}
      aria-label={`${count(value)} ${state} in ${pool.pool}: show them`}
      onClick={(event) => {
        event.preventDefault();
        goTo(search);
        document.getElementById('jobs')?.scrollIntoView();
      }}
    >
      {count(value)}
    </a>
  );
}

function Dead({ value }: { value: number }) {
  return <span className={value === 0 ? 'soft' : 'state-count failed'}>{count(value)}</span>;
}
