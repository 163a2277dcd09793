import type { Overview, Problem } from '@rowhouse/contract';
import { jobProblems } from './job-problems.js';

type Seen = Omit<Overview, 'problems'>;

export interface UnscaledPool {
  pool: string;
  reason: string;
}

/** What an operator should look at, errors before warnings. `unscaled`: pools that the autoscaler fails at. */
export function findProblems(
  seen: Seen,
  maxReplicaLagMs: number,
  unscaled: readonly UnscaledPool[] = [],
): Problem[] {
  const problems = [
    ...unavailableParts(seen),
    ...jobProblems(seen),
    ...unscaled.map(scalingFails),
    ...replicaProblems(seen, maxReplicaLagMs),
  ];
  const rank = (problem: Problem) => (problem.severity === 'error' ? 0 : 1);
  return problems.sort((a, b) => rank(a) - rank(b));
}

function unavailableParts({ unavailable }: Seen): Problem[] {
  const byPart = new Map(unavailable.map((part) => [part.part, part]));
  return [...byPart.values()].map(({ part, reason }) => ({
    severity: 'error',
    code: 'part-unavailable',
    title: `The ${part} can’t be read`,
    detail: `${reason} What depends on it is missing below.`,
    link: null,
  }));
}

function scalingFails({ pool, reason }: UnscaledPool): Problem {
  return {
    severity: 'error',
    code: 'scaling-fails',
    title: `The pool ${pool} is not scaled`,
    detail: `${reason} Its number of workers stays as it is.`,
    link: null,
  };
}

function replicaProblems({ replicas }: Seen, limit: number): Problem[] {
  return replicas.flatMap(({ name, healthy, lagMilliseconds, reason }): Problem[] => {
    if (!healthy)
      return [
        {
          severity: 'warning',
          code: 'replica-down',
          title: `The replica ${name} is out`,
          detail: `${reason ?? 'It does not answer.'} Its reads go to the other replicas or to the primary.`,
          link: null,
        },
      ];
    if (lagMilliseconds === null || lagMilliseconds <= limit) return [];
    return [
      {
        severity: 'warning',
        code: 'replica-lagging',
        title: `The replica ${name} lags behind`,
        detail: `It is ${seconds(lagMilliseconds)} behind, the limit is ${seconds(limit)}: it serves no reads until it has caught up.`,
        link: null,
      },
    ];
  });
}

const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;
