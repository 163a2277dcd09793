import type { PoolScaling, ScalingStatus } from '@rowhouse/contract';
import { scalerText, scalingPill } from './scaling-text.js';

const at = '2026-05-01T12:00:40.000Z';
const status: ScalingStatus = {
  desired: 2,
  actual: 2,
  needed: 2,
  due: 0,
  running: 2,
  oldestDueSeconds: 0,
  reason: 'enough',
  why: '',
  checkedAt: '2026-05-01T12:00:10.000Z',
};
const scaled: PoolScaling = {
  pool: 'cpu',
  mode: 'rowhouse',
  minReplicas: 0,
  maxReplicas: 4,
  workers: 1,
  status,
  error: null,
  changes: [],
};

describe('the scaling of a pool', () => {
  it.each<[Partial<PoolScaling>, string, string]>([
    [{}, 'ok', '2 workers'],
    [{ status: { ...status, actual: 1 } }, 'run', '1 of 2 workers'],
    [{ status: { ...status, checkedAt: '2026-05-01T12:00:09.000Z' } }, 'warn', 'nobody looks'],
    [{ error: { at, reason: '' } }, 'bad', 'can’t be scaled'],
    [{ status: null }, 'idle', 'not looked at yet'],
    [{ mode: 'keda', status: null }, 'idle', '1 worker'],
  ])('is told in a few words: %j', (changes, tone, text) => {
    expect(scalingPill({ ...scaled, ...changes }, at)).toEqual({ tone, text });
  });

  it('names who decides, and within what', () => {
    expect(scalerText(scaled)).toBe('Scaled by Rowhouse, 0 to 4');
    expect(scalerText({ ...scaled, mode: 'none', minReplicas: null, maxReplicas: null })).toBe(
      'A fixed number of workers',
    );
  });
});
