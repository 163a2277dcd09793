import type { PoolScaling, Scaling as ScalingAnswer, ScalingChange } from '@rowhouse/contract';
import { useJson } from '../net/use-json.js';
import { counted } from '../text/numbers.js';
import { Age } from '../ui/Age.js';
import { Card } from '../ui/Card.js';
import { ErrorNote } from '../ui/ErrorNote.js';
import { Pill } from '../ui/Pill.js';
import { scalerText, scalingPill } from './scaling-text.js';

const refreshEvery = 5_000;

/** How many workers each pool has and should have, and why; nothing outside a cluster. `at` is the time of the overview shown. */
export function Scaling({ at }: { at: string }) {
  const { data, error } = useJson<ScalingAnswer>('/admin/scaling', Math.floor(Date.parse(at) / refreshEvery));
  if (error !== null)
    return (
      <Card title="Scaling">
        <div className="body">
          <ErrorNote error={error} />
        </div>
      </Card>
    );
  if (data === null || data.pools.length === 0) return null;
  return (
    <Card title="Scaling">
      <ul className="entries">
        {data.pools.map((scaled) => (
          <Pool key={scaled.pool} scaled={scaled} at={at} />
        ))}
      </ul>
    </Card>
  );
}

function Pool({ scaled, at }: { scaled: PoolScaling; at: string }) {
  const { pool, status, error, changes } = scaled;
  const { tone, text } = scalingPill(scaled, at);
  return (
    <li>
      <div className="entry-line">
        <strong className="break">{pool}</strong>
        <Pill tone={tone}>{text}</Pill>
      </div>
      <p className="small soft break">{scalerText(scaled)}</p>
      {error === null ? null : <p className="small error-code break">{error.reason}</p>}
      {status === null ? null : <p className="small break">{status.why}</p>}
      {changes.length === 0 ? null : (
        <details className="small">
          <summary>{counted(changes.length, 'recent change')}</summary>
          <ol className="soft">
            {changes.map((change) => (
              <Change key={`${change.at} ${change.to}`} change={change} />
            ))}
          </ol>
        </details>
      )}
    </li>
  );
}

function Change({ change: { at, from, to, why } }: { change: ScalingChange }) {
  return (
    <li className="break">
      <Age time={at} />: from {from} to {to}. {why}
    </li>
  );
}
