import type { ScalingReason } from '@rowhouse/contract';
import { countJobs, type PoolSight } from './needed-workers.js';
import type { Decision } from './pool-scaler.js';
import type { ScalingRule } from './scaling-rule.js';

/** A decision as sentences, with the numbers that led to it. */
export function explain(sight: PoolSight, rule: ScalingRule, { needed, reason }: Decision): string {
  return [work(sight, rule, needed), waits(sight, rule)[reason]].filter((part) => part !== '').join(' ');
}

function work(sight: PoolSight, { concurrency, targetSeconds }: ScalingRule, needed: number): string {
  const [due, running] = [countJobs(sight.due), countJobs(sight.running)];
  if (due + running === 0) return 'Nothing is due and nothing runs.';
  const oldest = due > 0 ? `, the oldest for ${Math.round(sight.oldestDueSeconds)} s` : '';
  const each = concurrency === 1 ? 'one job' : `${concurrency} jobs`;
  return `Due: ${due}${oldest}; running: ${running}. That takes ${needed} with ${each} each, to be done ${targetSeconds} s after they became due.`;
}

function waits({ busyPods }: PoolSight, rule: ScalingRule): Record<ScalingReason, string> {
  return {
    enough: '',
    'jobs-due': '',
    minimum: `At least ${rule.minReplicas} are kept.`,
    maximum: `At most ${rule.maxReplicas} are allowed.`,
    'step-limit': `At most ${rule.scaleUpPods} are added within ${rule.scaleUpSeconds} s.`,
    stabilising: `The number stays until less was needed for ${rule.scaleDownSeconds} s.`,
    'cooling-down': `The last one stays until there was nothing to do for ${rule.idleSeconds} s.`,
    busy: `${busyPods} run jobs, and stay.`,
    'less-due': `Less was needed for ${rule.scaleDownSeconds} s.`,
    idle: `There was nothing to do for ${rule.idleSeconds} s.`,
  };
}
