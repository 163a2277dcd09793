import type { Overview, PoolOverview, Problem } from '@rowhouse/contract';

type Seen = Omit<Overview, 'problems'>;

/** A due job that waits longer than this is a backlog. */
const backlogSeconds = 300;

/** Without a worker, a job that waits longer than this is a problem; a pool may need so long to start one. */
const noWorkerSeconds = 60;

/** So many of the latest failures are part of an overview. */
export const mostFailures = 10;

/** Failures older than this are history. */
const recentMs = 24 * 3_600_000;

/** What is wrong with the pools, their queues and workers, and which jobs failed lately. */
export function jobProblems(seen: Seen): Problem[] {
  return [
    ...seen.pools.flatMap(poolProblems),
    ...seen.workers.filter(({ live }) => !live).map(silentWorker),
    ...recentFailures(seen),
  ];
}

function poolProblems({ pool, jobs, oldestQueuedSeconds, queue, workers }: PoolOverview): Problem[] {
  const problems: Problem[] = [];
  const waited = oldestQueuedSeconds ?? 0;
  const link = `?${new URLSearchParams({ state: 'queued', pool })}`;
  if (workers.live === 0 && waited > noWorkerSeconds) {
    problems.push({
      severity: 'error',
      code: 'no-worker',
      title: `No worker takes the jobs of pool ${pool}`,
      detail: `${jobs.queued} queued, the oldest for ${Math.round(waited)} s. Start a worker with WORKER_POOL=${pool}.`,
      link,
    });
  } else if (waited > backlogSeconds) {
    problems.push({
      severity: 'warning',
      code: 'backlog',
      title: `Jobs of pool ${pool} wait long`,
      detail: `The oldest of ${jobs.queued} waits for ${Math.round(waited)} s, more than ${backlogSeconds} s; ${workers.busy} of ${workers.live} workers are busy. Add workers to drain it faster.`,
      link,
    });
  }
  if (queue !== null && queue.deadLettered > 0) {
    problems.push({
      severity: 'warning',
      code: 'dead-letters',
      title: `Pool ${pool} has ${queue.deadLettered} dead-lettered messages`,
      detail:
        'They were delivered too often without an end. Their jobs are dispatched again; look for workers that crash.',
      link: null,
    });
  }
  return problems;
}

function silentWorker({ host, pool, lastSeenAt, running }: Seen['workers'][number]): Problem {
  return {
    severity: running.length > 0 ? 'error' : 'warning',
    code: 'worker-silent',
    title: `The worker ${host} is silent`,
    detail: `Last heard at ${lastSeenAt}, holding ${running.length} jobs of pool ${pool}. They are taken from it when their lease ends.`,
    link: null,
  };
}

function recentFailures({ failures, at }: Seen): Problem[] {
  const recent = failures.filter(
    ({ finishedAt }) => finishedAt !== null && Date.parse(at) - Date.parse(finishedAt) < recentMs,
  );
  const newest = recent[0];
  if (newest === undefined) return [];
  const crashed = recent.some(({ error }) => error?.code === 'JobCrashed');
  const number = recent.length >= mostFailures ? `${recent.length} or more` : `${recent.length}`;
  return [
    {
      severity: crashed ? 'error' : 'warning',
      code: 'jobs-failed',
      title: `${number} ${recent.length === 1 ? 'job' : 'jobs'} failed in the last 24 hours`,
      detail: `The newest: ${newest.kind} of ${newest.subject ?? 'no dataset'}, ${newest.error?.code ?? 'unknown error'}.`,
      link: '?state=failed',
    },
  ];
}
