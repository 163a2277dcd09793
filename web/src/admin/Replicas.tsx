import type { ReplicaOverview } from '@rowhouse/contract';
import { duration } from '../text/times.js';
import { Card, Empty } from '../ui/Card.js';
import { Pill } from '../ui/Pill.js';

/** The read replicas and how far each is behind the primary. */
export function Replicas({ replicas }: { replicas: readonly ReplicaOverview[] }) {
  return (
    <Card title="Read replicas">
      {replicas.length === 0 ? (
        <Empty title="No replica configured">
          The primary serves all reads. List replicas in <code>DATABASE_REPLICA_URLS</code> to share them.
        </Empty>
      ) : (
        <ul className="entries">
          {replicas.map((replica) => (
            <li key={replica.name}>
              <div className="entry-line">
                <strong className="break">{replica.name}</strong>
                <Pill tone={replica.healthy ? 'ok' : 'bad'}>{replica.healthy ? 'serving' : 'out'}</Pill>
              </div>
              <p className="small soft break">
                {replica.lagMilliseconds === null
                  ? 'lag unknown'
                  : `${duration(replica.lagMilliseconds / 1000)} behind`}
                {replica.reason === null ? '' : ` · ${replica.reason}`}
              </p>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
