import type { PodSummary, Pods as PodsAnswer } from '@rowhouse/contract';
import { useJson } from '../net/use-json.js';
import { counted } from '../text/numbers.js';
import { Age } from '../ui/Age.js';
import { Card, Empty } from '../ui/Card.js';
import { ErrorNote } from '../ui/ErrorNote.js';
import { Pill } from '../ui/Pill.js';

const refreshEvery = 10_000;

/** The pods of this release; nothing outside a cluster. `at` is the time of the overview shown. */
export function Pods({ at }: { at: string }) {
  const { data, error } = useJson<PodsAnswer>('/admin/pods', Math.floor(Date.parse(at) / refreshEvery));
  if (error !== null)
    return (
      <Card title="Pods">
        <div className="body">
          <ErrorNote error={error} />
        </div>
      </Card>
    );
  if (data === null || !data.inCluster) return null;
  return (
    <Card title="Pods" aside={<span className="soft small">{counted(data.pods.length, 'pod')}</span>}>
      {data.pods.length === 0 ? (
        <Empty title="No pod carries this release’s label">
          Pods are found by <code>app.kubernetes.io/instance</code>; check <code>RELEASE_NAME</code>.
        </Empty>
      ) : (
        <ul className="entries">
          {data.pods.map((pod) => (
            <Pod key={pod.name} pod={pod} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function Pod({ pod }: { pod: PodSummary }) {
  return (
    <li>
      <div className="entry-line">
        <strong className="break">{pod.name}</strong>
        <Pill tone={pod.ready ? 'ok' : 'bad'}>{pod.ready ? 'ready' : (pod.reason ?? pod.phase)}</Pill>
      </div>
      <p className="small soft break">
        {pod.component ?? 'no component'} · {counted(pod.restarts, 'restart')} · {pod.node ?? 'no node yet'}
        {pod.createdAt === null ? null : (
          <>
            {' · '}
            <Age time={pod.createdAt} />
          </>
        )}
      </p>
    </li>
  );
}
