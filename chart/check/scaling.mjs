// Checks of what the admin service's own autoscaler is given: rights, settings and a way to the Kubernetes API.
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';

/** Values that must be refused: flags, what the complaint says, what they are. */
export const scalingRefusals = [
  [
    ['--set', 'admin.rbac=false'],
    /cpu\.autoscaler is rowhouse, but admin\.rbac/,
    'an autoscaler without rights',
  ],
  [
    ['--set', 'worker.pools.cpu.autoscaling.minReplicas=11'],
    /minReplicas 11 is more than/,
    'a wrong range of workers',
  ],
  [
    ['--set', 'worker.pools.cpu.autoscaling.maxReplicas=501'],
    /goes to 500/,
    'more workers than the autoscaler can handle',
  ],
  ...['rowhouse', 'hpa', 'keda'].map((autoscaler) => [
    ['--set', `worker.pools.cpu.autoscaler=${autoscaler},worker.pools.cpu.replicas=0`],
    /cpu\.replicas is 0, but its autoscaler (rowhouse|hpa|keda) sets/,
    `a number of pods beside the autoscaler ${autoscaler}`,
  ]),
];

/** Runs the checks with the tools of the chart's test. */
export async function checkScaling({ check, expect, find, here, render }) {
  await check('admin may list pods, and scale the pools that ask for it, and nothing else', async () => {
    const rules = async (...flags) =>
      find(await render(4, ...flags), 'Role', 'house-rowhouse-admin').rules.map(
        ({ apiGroups, resources, resourceNames, verbs }) =>
          [apiGroups, resources, resourceNames ?? '*', verbs].join(' '),
      );
    const list = ' pods * list';
    const scale = (...pools) =>
      `apps deployments/scale ${pools.map((pool) => `house-rowhouse-worker-${pool}`)} get,patch`;
    for (const [flags, expected] of [
      [[], [list, scale('cpu', 'gpu'), ' pods * patch']],
      [
        ['--set', 'worker.pools.gpu.autoscaler=none'],
        [list, scale('cpu'), ' pods * patch'],
      ],
      [['--set', 'worker.defaults.autoscaler=none'], [list]],
      [['--values', here('ci/keda-values.yaml')], [list]],
    ]) {
      const actual = await rules(...flags);
      expect(isDeepStrictEqual(actual, expected), actual.join('; '));
    }
  });

  await check('the autoscaler of admin knows its pools by the settings that admin understands', async () => {
    const scaling = async (...flags) => {
      const objects = await render(4, ...flags);
      const { env } = find(objects, 'Deployment', 'house-rowhouse-admin').spec.template.spec.containers[0];
      return { objects, pools: JSON.parse(env.find(({ name }) => name === 'POOL_SCALING').value) };
    };
    const { objects, pools } = await scaling('--set', 'worker.pools.gpu.concurrency=3');
    const rule = {
      minReplicas: 1,
      maxReplicas: 10,
      concurrency: 1,
      targetSeconds: 60,
      scaleUpPods: 10,
      scaleUpSeconds: 15,
      scaleDownSeconds: 120,
      idleSeconds: 300,
    };
    const named = (pool, own) => ({ deployment: `house-rowhouse-worker-${pool}`, ...rule, ...own });
    const expected = [
      { pool: 'cpu', mode: 'rowhouse', rule: named('cpu') },
      {
        pool: 'gpu',
        mode: 'rowhouse',
        rule: named('gpu', { minReplicas: 0, maxReplicas: 1, concurrency: 3 }),
      },
    ];
    expect(isDeepStrictEqual(pools, expected), JSON.stringify(pools));
    for (const { rule } of pools)
      expect(
        find(objects, 'Deployment', rule.deployment).spec.replicas === undefined,
        `${rule.deployment} renders replicas`,
      );
    const others = await scaling('--values', here('ci/hpa-all-values.yaml'));
    expect(
      isDeepStrictEqual(others.pools, [
        { pool: 'cpu', mode: 'hpa' },
        { pool: 'gpu', mode: 'hpa' },
      ]),
      JSON.stringify(others.pools),
    );
  });

  await check('admin reaches the Kubernetes API while it has rights there', async () => {
    const ports = async (...flags) => {
      const objects = await render(4, '--set', 'networkPolicy.adminPorts=null', ...flags);
      const { egress } = find(objects, 'NetworkPolicy', 'house-rowhouse-admin').spec;
      return egress
        .filter(({ to }) => to === undefined)
        .map((rule) => rule.ports.map(({ port }) => port).join());
    };
    expect((await ports()).includes('443,6443,8443,16443'), 'not by the default');
    const none = await ports('--set', 'admin.rbac=false,worker.defaults.autoscaler=none');
    expect(none.length === 0, `without rights: ${none.join('; ')}`);
  });

  await check('the restore of README.md takes admin away before the workers that it would give back', () => {
    const readme = readFileSync(here('README.md'), 'utf8');
    const [, commands] = /^## Restore\n[\s\S]*?```\n([\s\S]*?)```/m.exec(readme);
    const steps = [
      'scale deployment house-rowhouse-admin --replicas=0',
      'wait --for=delete pod -l app.kubernetes.io/instance=house,app.kubernetes.io/component=admin',
      'scale deployment -l app.kubernetes.io/instance=house --replicas=0',
      'wait --for=delete pod -l app.kubernetes.io/instance=house,rowhouse/blobs=shared',
      'create job --from=cronjob/house-rowhouse-backup',
      'sh scale-back.sh',
    ].map((step) => commands.indexOf(step));
    expect(
      steps.every((at, n) => at > (steps[n - 1] ?? 0)),
      `the steps are at ${steps.join(', ')}`,
    );
  });
}
