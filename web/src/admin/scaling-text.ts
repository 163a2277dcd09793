import type { PoolScaling, ScalingMode } from '@rowhouse/contract';
import { counted } from '../text/numbers.js';
import type { Tone } from '../ui/Pill.js';

const scalers: Record<ScalingMode, string> = {
  rowhouse: 'Scaled by Rowhouse',
  keda: 'Scaled by KEDA',
  hpa: 'Scaled by a HorizontalPodAutoscaler',
  none: 'A fixed number of workers',
};

/** A status that is older says that nobody looks. */
const staleSeconds = 30;

export interface ScalingPill {
  tone: Tone;
  text: string;
}

/** The state of a pool in a few words. `at` is the server's time, since the browser's clock may be another. */
export function scalingPill({ mode, status, error, workers }: PoolScaling, at: string): ScalingPill {
  if (mode !== 'rowhouse') return { tone: 'idle', text: counted(workers, 'worker') };
  if (error !== null) return { tone: 'bad', text: 'can’t be scaled' };
  if (status === null) return { tone: 'idle', text: 'not looked at yet' };
  if (Date.parse(at) - Date.parse(status.checkedAt) > staleSeconds * 1000)
    return { tone: 'warn', text: 'nobody looks' };
  if (status.actual === status.desired) return { tone: 'ok', text: counted(status.actual, 'worker') };
  return { tone: 'run', text: `${status.actual} of ${status.desired} workers` };
}

/** Who decides, and within what. */
export function scalerText({ mode, minReplicas, maxReplicas }: PoolScaling): string {
  const between = minReplicas === null || maxReplicas === null ? '' : `, ${minReplicas} to ${maxReplicas}`;
  return `${scalers[mode]}${between}`;
}
