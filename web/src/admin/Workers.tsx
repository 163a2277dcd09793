import type { WorkerOverview } from '@rowhouse/contract';
import { percent } from '../text/numbers.js';
import { Age } from '../ui/Age.js';
import { Card, Empty } from '../ui/Card.js';
import { Pill } from '../ui/Pill.js';
import { JobLink } from './JobLink.js';

/** Who works, on what, how far. */
export function Workers({ workers }: { workers: readonly WorkerOverview[] }) {
  const live = workers.filter((worker) => worker.live).length;
  return (
    <Card title="Workers" aside={<span className="soft small">{live} live</span>}>
      {workers.length === 0 ? (
        <Empty title="No worker has reported yet">
          Jobs wait until one starts. Check that the worker service runs and reaches the database and the
          queue.
        </Empty>
      ) : (
        <ul className="entries">
          {workers.map((worker) => (
            <Worker key={worker.id} worker={worker} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function Worker({ worker }: { worker: WorkerOverview }) {
  return (
    <li>
      <div className="entry-line">
        <strong className="break">{worker.host}</strong>
        <WorkerState worker={worker} />
      </div>
      <p className="small soft break">
        pool {worker.pool} · seen <Age time={worker.lastSeenAt} />
      </p>
      {worker.running.map(({ jobId, kind, subject, progress }) => (
        <div key={jobId} className="held-job">
          <span className="break">
            <JobLink id={jobId}>{kind}</JobLink> {subject}
          </span>
          {progress === null ? null : (
            <>
              <progress value={progress} max={1} aria-label={`Progress of ${kind} ${subject ?? ''}`} />
              <span className="small number">{percent(progress)}</span>
            </>
          )}
        </div>
      ))}
    </li>
  );
}

function WorkerState({ worker }: { worker: WorkerOverview }) {
  if (!worker.live) return <Pill tone="bad">silent</Pill>;
  return worker.running.length > 0 ? <Pill tone="run">busy</Pill> : <Pill tone="ok">idle</Pill>;
}
