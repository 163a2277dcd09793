// What a release must live through, in this order.
import { deepStrictEqual, match, ok, strictEqual } from 'node:assert/strict';
import { scaleByHouse, scaleByKeda, scaleByLoad } from './autoscaling.mjs';
import { eventually } from './commands.mjs';
import { endLoad, startLoad } from './load.mjs';
import { showToServer } from './manifests.mjs';

const numbers = (from) => Array.from({ length: 10 }, (_, index) => from + index);

/** Pairs of a sentence and the work that proves it; what that answers is a note, or `{ skipped }` with the reason. */
export function scenario(release) {
  const isServed = async (name, values) => {
    await release.upload(name, values);
    deepStrictEqual(await release.rows(name), values);
  };
  return [
    ['the server takes every manifest that the chart renders', () => showToServer(release)],
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
        await release.helm('rollback', '--wait', '--timeout', '14m');
        await release.open();
        deepStrictEqual(await release.rows('third'), numbers(40));
      },
    ],
    ['an autoscaler gives the api a second pod under load, and takes it back', () => scaleByLoad(release)],
    ['the house scales its pools from zero and back, and cuts no job', () => scaleByHouse(release)],
    ['KEDA scales pools from zero and back, and cuts no job', () => scaleByKeda(release)],
    ['after the end nothing is left but claims and the secrets that open them', () => uninstall(release)],
  ];
}

async function runOnGpu(release) {
  const pool = 'deployment/house-rowhouse-worker-gpu';
  const available = () => release.kubectl(['get', pool, '-o', 'jsonpath={.status.readyReplicas}']);
  const [job] = await release.countdowns(1, 3);
  await release.kubectl(['scale', pool, '--replicas=1']);
  strictEqual(await release.outcome(job), 'succeeded|1|');
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
  await startLoad(release, { atOnce: 1, pauseMs: 50 });
  await release.helm('upgrade', '--set', 'logLevel=debug');
  return `${await endLoad(release)} requests`;
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
