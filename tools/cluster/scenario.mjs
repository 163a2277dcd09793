// What a release must live through, in this order.
import { deepStrictEqual, match, ok, strictEqual } from 'node:assert/strict';
import { eventually } from './commands.mjs';

const numbers = (from) => Array.from({ length: 10 }, (_, index) => from + index);

/** Pairs of a sentence and the work that proves it. */
export function scenario(release) {
  const isServed = async (name, values) => {
    await release.upload(name, values);
    deepStrictEqual(await release.rows(name), values);
  };
  return [
    ['the chart is installed and everything gets ready', async () => void (await release.helm('install'))],
    ['helm test passes', async () => void (await release.helm('test'))],
    [
      'a dataset put in through the front door is served',
      async () => {
        await release.open();
        await isServed('first', numbers(1));
      },
    ],
    ['a job runs in the gpu pool, which goes from zero to one and back', () => runOnGpu(release)],
    [
      'the replica’s pod is killed: rows are read meanwhile, and the replica streams again',
      async () => {
        const killed = release.kill('house-rowhouse-postgres-replica-0');
        deepStrictEqual(await release.rows('first'), numbers(1));
        await killed;
        await eventually(
          'the replica streams',
          async () => (await release.sql('SELECT count(*) FROM pg_stat_replication')) === '1',
        );
      },
    ],
    [
      'the primary’s pod is killed: what was stored is there, and new data is taken',
      async () => {
        await release.kill('house-rowhouse-postgres-0');
        deepStrictEqual(await release.rows('first'), numbers(1));
        await eventually('an upload after the primary is back', () =>
          release.upload('second', numbers(20)).then(() => true),
        );
        deepStrictEqual(await release.rows('second'), numbers(20));
      },
    ],
    [
      'RabbitMQ’s pod is killed: jobs go on',
      async () => {
        await release.kill('house-rowhouse-rabbitmq-0');
        await isServed('third', numbers(40));
      },
    ],
    ['a dump is made, and one can be restored', () => dumpAndRestore(release, numbers(1))],
    ['a change of mode that would leave data behind is refused', () => refuseToLeaveData(release)],
    ['an upgrade under load loses no request', () => upgradeUnderLoad(release)],
    [
      'a rollback brings the version before',
      async () => {
        await release.helm('rollback', '--wait', '--timeout', '9m');
        await release.open();
        deepStrictEqual(await release.rows('third'), numbers(40));
      },
    ],
    ['after the end nothing is left but claims and the secrets that open them', () => uninstall(release)],
  ];
}

async function runOnGpu(release) {
  const pool = 'deployment/house-rowhouse-worker-gpu';
  const available = () => release.kubectl(['get', pool, '-o', 'jsonpath={.status.readyReplicas}']);
  const job = await release.sql(
    `INSERT INTO job (kind, pool, owner, params, max_attempts, run_at) VALUES ('countdown', 'gpu', 'house', '{"from":3}', 1, now()) RETURNING id`,
  );
  const id = job.split('\n')[0];
  await release.sql(`SELECT pg_notify('rowhouse_jobs', 'gpu')`);
  await release.kubectl(['scale', pool, '--replicas=1']);
  const state = await eventually('the job ends', async () => {
    const [now, error] = (await release.sql(`SELECT state, error FROM job WHERE id = '${id}'`)).split('|');
    return ['queued', 'running'].includes(now) ? undefined : `${now} ${error}`;
  });
  strictEqual(state.trim(), 'succeeded');
  const limits = await release.kubectl([
    'get',
    'pods',
    '-l',
    'rowhouse/pool=gpu',
    '-o',
    'jsonpath={.items[0].spec.containers[0].resources.limits}',
  ]);
  strictEqual(JSON.parse(limits)['nvidia.com/gpu'], '1');
  await release.kubectl(['scale', pool, '--replicas=0']);
  await eventually('the pool is empty', async () => (await available()) === '');
}

async function dumpAndRestore(release, values) {
  const job = ['create', 'job', '--from=cronjob/house-rowhouse-backup'];
  await release.kubectl([...job, 'dump']);
  await release.kubectl(['wait', '--for=condition=complete', 'job/dump', '--timeout=180s'], { seconds: 200 });
  const dump = /rowhouse-\w+\.dump/.exec(await release.kubectl(['logs', 'job/dump']))[0];
  await release.sql('UPDATE dataset SET name = name || $$-spoilt$$');
  const scaled = ['api', 'admin', 'worker-cpu'].map((name) => `deployment/house-rowhouse-${name}`);
  await release.kubectl(['scale', ...scaled, '--replicas=0']);
  await eventually(
    'nothing is connected',
    async () =>
      (await release.sql(`SELECT count(*) FROM pg_stat_activity WHERE usename = 'rowhouse'`)) === '0',
  );
  const restore = JSON.parse(await release.kubectl([...job, 'restore', '--dry-run=client', '-o', 'json']));
  restore.spec.template.spec.containers[0].command = ['sh', '/config/restore.sh', dump];
  await release.kubectl(['apply', '-f', '-'], { input: JSON.stringify(restore) });
  await release.kubectl(['wait', '--for=condition=complete', 'job/restore', '--timeout=180s'], {
    seconds: 200,
  });
  // The CronJob keeps the newest of its jobs only, also of those made by hand.
  await release.kubectl(['delete', 'job', 'dump', 'restore', '--ignore-not-found']);
  await release.kubectl(['scale', ...scaled, '--replicas=1']);
  for (const name of scaled)
    await release.kubectl(['rollout', 'status', name, '--timeout=240s'], { seconds: 250 });
  ok(isDeepEqual(await release.rows('first'), values), 'the restored rows are others');
}

const isDeepEqual = (a, b) => JSON.stringify(a) === JSON.stringify(b);

async function refuseToLeaveData(release) {
  for (const [values, sentence] of [
    [
      'postgres.mode=external,postgres.backup.enabled=false,postgres.external.url=postgres://a:b@c/d',
      /whose data would stay behind/,
    ],
    ['blobs.mode=s3,blobs.bucket=data', /which would stay behind/],
  ]) {
    const answer = await release.helm('upgrade', '--dry-run=server', '--set', values).then(
      () => 'it was accepted',
      (error) => error.message,
    );
    match(answer, sentence);
  }
}

async function upgradeUnderLoad(release) {
  const service = 'house-rowhouse-reverse-proxy';
  // From inside: a port-forward ends with the pod that it was made to.
  const code = `let n = 0, bad = [];
    process.on('SIGTERM', () => { console.log(JSON.stringify({ n, bad })); process.exit(0); });
    for (;;) {
      try {
        const answer = await fetch('http://${service}/rows?dataset=me/third&config=default&split=train&offset=0&length=5');
        await answer.text();
        if (answer.ok) n++; else bad.push(answer.status);
      } catch (error) { bad.push(String(error.cause?.code ?? error)); }
      if ((n + bad.length) % 100 === 0) console.log(JSON.stringify({ n, bad }));
      await new Promise((resolve) => setTimeout(resolve, 50));
    }`;
  const test = JSON.parse(await release.kubectl(['get', 'deployment', 'house-rowhouse-api', '-o', 'json']));
  const { securityContext, containers } = test.spec.template.spec;
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'load',
      labels: { ...test.spec.selector.matchLabels, 'app.kubernetes.io/component': 'test' },
    },
    spec: {
      securityContext,
      restartPolicy: 'Never',
      terminationGracePeriodSeconds: 5,
      automountServiceAccountToken: false,
      containers: [
        {
          name: 'load',
          image: containers[0].image,
          command: ['node', '--input-type=module', '-e', code],
          securityContext: containers[0].securityContext,
        },
      ],
    },
  };
  await release.kubectl(['apply', '-f', '-'], { input: JSON.stringify(pod) });
  await release.kubectl(['wait', '--for=condition=Ready', 'pod/load', '--timeout=60s']);
  await release.helm('upgrade', '--set', 'logLevel=debug');
  const lines = async () => (await release.kubectl(['logs', 'load'])).split('\n');
  const before = (await lines()).length;
  // Two more, so that what came during the last moments of the upgrade is counted as well.
  const counted = await eventually('the load’s count', async () => {
    const now = await lines();
    return now.length > before + 1 && JSON.parse(now.at(-1));
  });
  await release.kubectl(['delete', 'pod', 'load']);
  deepStrictEqual(counted.bad, []);
  return `${counted.n} requests`;
}

async function uninstall(release) {
  release.close();
  await release.helm('uninstall', '--wait', '--timeout', '5m');
  const kinds =
    'deployments,statefulsets,daemonsets,cronjobs,jobs,pods,services,configmaps,secrets,serviceaccounts,roles,rolebindings,networkpolicies,poddisruptionbudgets,horizontalpodautoscalers,persistentvolumeclaims';
  const list = async () =>
    (await release.kubectl(['get', kinds, '-l', 'app.kubernetes.io/instance=house', '-o', 'name']))
      .split('\n')
      .filter((name) => name !== '' && !/^(persistentvolumeclaim|secret)\//.test(name));
  await eventually('everything is gone', async () => (await list()).length === 0).catch(async (error) => {
    throw new Error(`${error.message} Left: ${(await list()).join(', ')}`);
  });
}
