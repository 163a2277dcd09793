// Autoscalers at work. A step says so when the cluster has not what it needs.
import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { eventually } from './commands.mjs';
import { endLoad, startLoad } from './load.mjs';

const file = (name) => fileURLToPath(new URL(name, import.meta.url));

/** The api gets a second pod under load, and loses it after. */
export async function scaleByLoad(release) {
  if (!(await isThere(release, 'apiservice', 'v1beta1.metrics.k8s.io')))
    return { skipped: 'the cluster has no metrics-server, without which no HorizontalPodAutoscaler acts' };
  await release.helm('upgrade', '-f', file('values-hpa.yaml'));
  await eventually('the autoscaler sees the use of CPU', async () => {
    const path = 'jsonpath={.status.currentMetrics[0].resource.current}';
    return (await release.kubectl(['get', 'hpa', 'house-rowhouse-api', '-o', path])) !== '';
  });
  const since = clock();
  await startLoad(release, { atOnce: 8, pauseMs: 0 });
  await eventually('a second pod of the api serves', async () => (await ready(release, 'api')) === 2, 300);
  const grown = since();
  const answers = await endLoad(release);
  await eventually('the api has one pod again', async () => (await ready(release, 'api')) === 1, 300);
  return `2 pods after ${grown} s, ${answers} requests, 1 pod after ${since()} s`;
}

/** Pools that KEDA scales: one by what Postgres counts, one by what RabbitMQ does. */
export async function scaleByKeda(release) {
  if (!(await isThere(release, 'crd', 'scaledobjects.keda.sh')))
    return { skipped: 'the cluster has no KEDA; the one-node cluster gets it with: -- --keda' };
  await release.helm('upgrade', '-f', file('values-keda.yaml'));
  return fromZeroToZero(release, 'fifth');
}

/** Pools that admin scales, with nothing else in the cluster. */
export async function scaleByHouse(release) {
  await release.helm('upgrade', '-f', file('values-rowhouse.yaml'));
  return fromZeroToZero(release, 'fourth');
}

/** What an autoscaler of pools must do: empty pools get pods when there is work, no job is cut short, empty pools again. */
async function fromZeroToZero(release, dataset) {
  const empty = () => eventually('the pools are empty', async () => (await workers(release)) === 0, 480);
  await empty();
  const since = clock();
  const jobs = await release.countdowns(3, 90);
  await release.upload(dataset, [1, 2, 3]);
  await eventually('the pool gpu grows', async () => (await ready(release, 'worker-gpu')) >= 2, 300);
  const grown = since();
  deepStrictEqual(await release.rows(dataset), [1, 2, 3]);
  // Each in its first attempt: none was taken from its worker.
  for (const job of jobs) strictEqual(await release.outcome(job), 'succeeded|1|');
  await empty();
  return `2 pods after ${grown} s, none after ${since()} s`;
}

const clock = () => {
  const start = Date.now();
  return () => Math.round((Date.now() - start) / 1000);
};

function isThere(release, ...what) {
  return release.kubectl(['get', ...what]).then(
    () => true,
    () => false,
  );
}

async function ready(release, name) {
  const path = 'jsonpath={.status.readyReplicas}';
  return Number(await release.kubectl(['get', `deployment/house-rowhouse-${name}`, '-o', path]));
}

async function workers(release) {
  const found = await release.kubectl([
    'get',
    'pods',
    '-l',
    'app.kubernetes.io/component=worker',
    '-o',
    'name',
  ]);
  return found.split('\n').filter(Boolean).length;
}
