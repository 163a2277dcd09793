import { parseSettings, SettingsError } from '@rowhouse/config';
import { adminSettings } from '../settings.js';

const required = { DATABASE_URL: 'postgres://localhost/rowhouse', BLOB_URL: 'file:///data' };
const cluster = { KUBERNETES_NAMESPACE: 'data', RELEASE_NAME: 'house' };
const rule = { deployment: 'workers', minReplicas: 0, maxReplicas: 3, concurrency: 1 };
const pools = (...list: object[]) => JSON.stringify(list);

function problems(env: Record<string, string>): readonly string[] {
  try {
    parseSettings(adminSettings, { ...required, ...env });
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
}

describe('the settings of scaling', () => {
  it('fill in what a rule does not say', () => {
    const POOL_SCALING = pools({ pool: 'cpu', mode: 'hpa' }, { pool: 'gpu', mode: 'rowhouse', rule });
    expect(parseSettings(adminSettings, { ...required, ...cluster, POOL_SCALING }).POOL_SCALING).toEqual([
      { pool: 'cpu', mode: 'hpa' },
      {
        pool: 'gpu',
        mode: 'rowhouse',
        rule: {
          ...rule,
          targetSeconds: 60,
          scaleUpPods: 10,
          scaleUpSeconds: 15,
          scaleDownSeconds: 120,
          idleSeconds: 300,
        },
      },
    ]);
  });

  it.each([
    ['{', /^POOL_SCALING: must be JSON/],
    [pools({ pool: 'cpu', mode: 'magic' }), /^POOL_SCALING\.0\.mode/],
    [pools({ pool: 'cpu', mode: 'keda', rule }), /^POOL_SCALING\.0/],
    [pools({ pool: 'cpu', mode: 'rowhouse' }), /^POOL_SCALING\.0\.rule/],
    [pools({ pool: 'cpu', mode: 'rowhouse', rule: { ...rule, minReplicas: 4 } }), /must not be more than/],
    [pools({ pool: 'cpu', mode: 'rowhouse', rule: { ...rule, maxReplicas: 501 } }), /maxReplicas/],
    [pools({ pool: 'cpu', mode: 'rowhouse', rule: { ...rule, speed: 1 } }), /speed/],
  ])('refuse %s', (POOL_SCALING, problem) => {
    expect(problems({ ...cluster, POOL_SCALING })).toEqual([expect.stringMatching(problem)]);
  });

  it('ask for the cluster that a pool is scaled in', () => {
    const POOL_SCALING = pools({ pool: 'cpu', mode: 'rowhouse', rule });
    expect(problems({ POOL_SCALING })).toEqual([expect.stringContaining('needs KUBERNETES_NAMESPACE')]);
    expect(problems({ POOL_SCALING: pools({ pool: 'cpu', mode: 'keda' }) })).toEqual([]);
  });
});
