import { useEffect, useState } from 'react';
import { ErrorNote } from '../ui/ErrorNote.js';
import { Datasets } from './Datasets.js';
import { Failures } from './Failures.js';
import { Health } from './Health.js';
import { JobPanel } from './JobPanel.js';
import { Jobs } from './Jobs.js';
import { Masthead } from './Masthead.js';
import { Pods } from './Pods.js';
import { Pools } from './Pools.js';
import { Replicas } from './Replicas.js';
import { Scaling } from './Scaling.js';
import { useJobActions } from './use-job-actions.js';
import { useOverview } from './use-overview.js';
import { Workers } from './Workers.js';

interface DashboardProps {
  /** Absent where nobody signs in. */
  onSignOut?: () => void;
  /** The session has ended meanwhile. */
  onRefused?: () => void;
}

/** The whole house on one page: what is wrong first, then who does what. */
export function Dashboard({ onSignOut, onRefused }: DashboardProps) {
  const [paused, setPaused] = useState(false);
  const { overview, connection, error } = useOverview(paused);
  const actions = useJobActions();
  const refused = error?.status === 401;
  // biome-ignore lint/correctness/useExhaustiveDependencies: told once for each refusal
  useEffect(() => {
    if (refused) onRefused?.();
  }, [refused]);
  return (
    <div className="page">
      <Masthead
        connection={connection}
        at={overview?.at ?? null}
        paused={paused}
        onPause={() => setPaused(!paused)}
        onSignOut={onSignOut}
      />
      <main id="content">
        <h1 className="visually-hidden">Dashboard</h1>
        {connection === 'lost' && error ? <ErrorNote error={error} /> : null}
        {overview === null ? (
          <p className="loading soft">{error ? '' : 'Looking around the house…'}</p>
        ) : (
          <>
            <Health problems={overview.problems} />
            <Pools pools={overview.pools} />
            <Failures failures={overview.failures} actions={actions} />
            <div className="columns">
              <Workers workers={overview.workers} />
              <Datasets datasets={overview.datasets} />
              <Scaling at={overview.at} />
              <Replicas replicas={overview.replicas} />
              <Pods at={overview.at} />
            </div>
          </>
        )}
        <Jobs overview={overview} actions={actions} />
        <JobPanel overview={overview} actions={actions} />
      </main>
      <p role="status" className={actions.message ? 'toast' : 'visually-hidden'}>
        {actions.message}
      </p>
    </div>
  );
}
