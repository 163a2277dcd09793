import type { ScalingRule } from './scaling-rule.js';

/** Jobs that take the same time; null when nobody knows how long. */
export interface Jobs {
  jobs: number;
  meanSeconds: number | null;
}

/** What a pool has to do, and which of its pods are at it. */
export interface PoolSight {
  due: readonly Jobs[];
  /** How long the oldest due job has been waiting. */
  oldestDueSeconds: number;
  /** Running jobs, but for those on pods that have been told to stop and finish them. */
  running: readonly Jobs[];
  /** Pods that run a job and have not been told to stop. */
  busyPods: number;
}

export const countJobs = (jobs: readonly Jobs[]): number => jobs.reduce((sum, each) => sum + each.jobs, 0);

/**
 * How many workers a pool needs so that its due jobs are done `targetSeconds` after they became due, without limits.
 *
 * In the time left until then a place finishes `left / meanSeconds` jobs of a kind, so each job takes up the share
 * `meanSeconds / left` of a place: at most one, as where its duration is unknown. While the oldest job waits, the time
 * left shrinks as fast as the work does, so the answer stays the same when all goes as expected, and grows when it does
 * not. A busy pod is needed, whatever the shares say.
 */
export function neededWorkers(sight: PoolSight, rule: ScalingRule): number {
  const left = timeLeft(sight.oldestDueSeconds, rule.targetSeconds);
  const share = ({ jobs, meanSeconds }: Jobs) =>
    jobs * (left <= 0 || meanSeconds === null ? 1 : Math.min(1, meanSeconds / left));
  const places = [...sight.due, ...sight.running].reduce((sum, jobs) => sum + share(jobs), 0);
  // A sum of fractions may be a hair above the whole number that it stands for. A kind that takes no time needs a place.
  const atLeast = countJobs(sight.due) + countJobs(sight.running) > 0 ? 1 : 0;
  const workers = Math.max(atLeast, Math.ceil(places / rule.concurrency - 1e-9));
  return Math.max(workers, sight.busyPods);
}

/**
 * Seconds in which what is due should be done. Near the target and after it they are not the few that remain but a
 * quarter of the target, so that short jobs still share places. When the oldest job is late by half a target, durations
 * have proven to be longer than they were believed to be, or workers fewer: no time is left, and each job takes a place.
 */
function timeLeft(oldestDueSeconds: number, targetSeconds: number): number {
  const least = Math.min(targetSeconds / 4, Math.max(0, (1.5 * targetSeconds - oldestDueSeconds) / 2));
  return Math.max(targetSeconds - oldestDueSeconds, least);
}
