// Checks of TLS between the parts, also of what an upgrade makes of what the cluster has.
import { createHash, createPrivateKey, X509Certificate } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { withLive } from './live.mjs';
import { reaches } from './release.mjs';

/** Runs them with the means of test.mjs. */
export async function checkTls({ check, expect, find, here, render }) {
  await check('with TLS every part verifies whom it talks to, and nobody listens without', async () => {
    const objects = await render(4, '--values', here('ci/tls-values.yaml'));
    const container = (kind, name) =>
      find(objects, kind, `house-rowhouse-${name}`).spec.template.spec.containers[0];
    const value = ({ env }, name) => env.find((entry) => entry.name === name)?.value;
    for (const name of ['api', 'api-query', 'api-files', 'admin', 'worker-cpu']) {
      const service = container('Deployment', name);
      expect(value(service, 'TLS_DIR') === '/tls', `${name} serves plain HTTP`);
      expect(/sslmode=verify-full&sslrootcert=/.test(value(service, 'DATABASE_URL')), `${name}: Postgres`);
      expect(/^amqps:.*:5671\?cacertfile=/.test(value(service, 'QUEUE_URL')), `${name}: RabbitMQ`);
      for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe'])
        expect(service[probe].httpGet.scheme === 'HTTPS', `${name} is probed by plain HTTP`);
    }
    const door = container('Deployment', 'reverse-proxy');
    expect(
      value(door, 'UPSTREAM_SCHEME') === 'https' && value(door, 'UPSTREAM_TLS_VERIFY') === 'on',
      'the door',
    );
    const { data } = find(objects, 'ConfigMap', 'house-rowhouse-postgres');
    expect(!/^host /m.test(data['pg_hba.conf']) && /^hostssl /m.test(data['pg_hba.conf']), 'pg_hba.conf');
    expect(value(container('StatefulSet', 'postgres-replica'), 'PGSSLMODE') === 'verify-full', 'a replica');
    const broker = find(objects, 'ConfigMap', 'house-rowhouse-rabbitmq').data['rabbitmq.conf'];
    expect(/listeners\.tcp = none/.test(broker), 'RabbitMQ listens without TLS');
    expect(
      reaches(objects, 'api', 'rabbitmq', 5671) && !reaches(objects, 'api', 'rabbitmq', 5672),
      'the port',
    );
    const replicas = value(container('Deployment', 'api'), 'DATABASE_REPLICA_URLS').split(',');
    const names = new X509Certificate(
      atob(find(objects, 'Secret', 'house-rowhouse-tls-postgres').data['tls.crt']),
    );
    for (const url of replicas)
      expect(names.checkHost(new URL(url).hostname), `no certificate for ${new URL(url).hostname}`);
    for (const part of ['services', 'postgres', 'rabbitmq']) {
      const pems = find(objects, 'Secret', `house-rowhouse-tls-${part}`).data;
      const certificate = new X509Certificate(atob(pems['tls.crt']));
      const authority = new X509Certificate(atob(pems['ca.crt']));
      expect(certificate.verify(authority.publicKey), `${part}: another authority`);
      expect(certificate.checkPrivateKey(createPrivateKey(atob(pems['tls.key']))), `${part}: another key`);
      const host = part === 'services' ? 'house-rowhouse-api' : `house-rowhouse-${part}`;
      expect(certificate.checkHost(host), `${part}: another name`);
    }
  });

  const on = ['--set', 'tls.enabled=true'];
  const upgrade = (live, ...flags) => withLive(live, (seen) => render(4, '--is-upgrade', ...seen, ...flags));

  await check('a migration meets Postgres as it is before the upgrade, with TLS or without', async () => {
    const external = ['--set', 'postgres.mode=external,postgres.external.url=postgres://me@db.example/x'];
    const postgres = (...volumes) => ({
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { name: 'house-rowhouse-postgres' },
      spec: { template: { spec: { volumes: [{ name: 'tmp' }, ...volumes] } } },
    });
    const plain = postgres();
    const secured = postgres({ name: 'tls', secret: { secretName: 'shown-now' } });
    for (const [what, live, flags, secret] of [
      ['on, after without', [plain], on, undefined],
      ['off, after with', [secured], [], 'shown-now'],
      ['on, after with', [secured], on, 'shown-now'],
      ['off, after without', [plain], [], undefined],
      ['on, with a Postgres elsewhere', [], [...on, ...external], undefined],
    ]) {
      const { spec } = find(await upgrade(live, ...flags), 'Job', 'house-rowhouse-migration').spec.template;
      const [{ env, volumeMounts }] = spec.containers;
      const mounted = spec.volumes.find(({ name }) => name === 'tls');
      expect(mounted?.secret.secretName === secret, `${what}: mounts ${mounted?.secret.secretName}`);
      expect(volumeMounts.some(({ name }) => name === 'tls') === Boolean(secret), `${what}: the mount`);
      const url = env.find(({ name }) => name === 'DATABASE_URL').value ?? '';
      expect(/sslmode=verify-full/.test(url) === Boolean(secret), `${what}: ${url}`);
    }
  });

  await check('whatever connects to an external Postgres has the file of its authority', async () => {
    const url = 'postgres://me@db.example/x?sslmode=verify-full&sslrootcert=/authorities/server.pem';
    const flags = ['api', 'admin', 'worker.defaults', 'migrations'].flatMap((path) => [
      ...['--set', `${path}.extraVolumes[0].name=authorities,${path}.extraVolumes[0].secret.secretName=mine`],
      ...['--set', `${path}.extraVolumeMounts[0].name=authorities`],
      ...['--set', `${path}.extraVolumeMounts[0].mountPath=/authorities`],
    ]);
    const external = ['--set', 'postgres.mode=external', '--set-string', `postgres.external.url=${url}`];
    const objects = await render(4, '--is-upgrade', ...external, ...flags);
    let connecting = 0;
    for (const { kind, metadata, spec } of objects)
      for (const { name, env, volumeMounts } of [
        ...(spec?.template?.spec.initContainers ?? []),
        ...(spec?.template?.spec.containers ?? []),
      ]) {
        if (!env?.some((variable) => variable.name === 'DATABASE_URL')) continue;
        connecting += 1;
        const mount = volumeMounts.find(({ mountPath }) => mountPath === '/authorities');
        expect(
          spec.template.spec.volumes.some((volume) => volume.name === mount?.name),
          `${kind}/${metadata.name}, ${name}`,
        );
      }
    expect(connecting === 9, `${connecting} containers connect`);
  });

  await check('an upgrade keeps certificates, and signs new ones by the same authority', async () => {
    const secrets = (objects) =>
      objects.filter(({ kind, metadata }) => kind === 'Secret' && metadata.name.includes('-tls-'));
    const data = (objects, part) => find(objects, 'Secret', `house-rowhouse-tls-${part}`).data;
    const annotation = (objects, kind, name) =>
      find(objects, kind, `house-rowhouse-${name}`).spec.template.metadata.annotations['rowhouse/authority'];
    const same = isDeepStrictEqual;
    for (const major of [3, 4]) {
      const again = (live, ...flags) =>
        withLive(live, (seen) => render(major, '--is-upgrade', ...seen, ...on, ...flags));
      const first = await again([], '--set', 'rabbitmq.mode=none');
      const later = await again(secrets(first), '--set', 'api.groups.query.replicas=2');
      for (const part of ['authority', 'postgres'])
        expect(same(data(later, part), data(first, part)), `Helm ${major}: ${part} is made anew`);
      const authority = new X509Certificate(atob(data(first, 'authority')['tls.crt']));
      const broker = new X509Certificate(atob(data(later, 'rabbitmq')['tls.crt']));
      expect(broker.verify(authority.publicKey), `Helm ${major}: RabbitMQ has another authority`);
      expect(data(later, 'rabbitmq')['ca.crt'] === data(first, 'services')['ca.crt'], 'another ca.crt');
      const services = new X509Certificate(atob(data(later, 'services')['tls.crt']));
      expect(services.checkHost('house-rowhouse-api-query'), 'no certificate for a group that was added');
      const parts = [
        ...['api', 'admin', 'worker-cpu', 'reverse-proxy'].map((name) => ['Deployment', name]),
        ...['postgres', 'postgres-replica', 'rabbitmq'].map((name) => ['StatefulSet', name]),
      ];
      const hash = createHash('sha256').update(data(later, 'services')['ca.crt']).digest('hex').slice(0, 16);
      for (const [kind, name] of parts)
        expect(
          annotation(later, kind, name) === hash,
          `Helm ${major}: ${name} does not roll with its authority`,
        );
      // Releases from before the authority's key was kept.
      const old = secrets(later).filter(({ metadata }) => !metadata.name.endsWith('-authority'));
      for (const { metadata } of old) delete metadata.annotations;
      const kept = await again(old);
      for (const part of ['services', 'postgres', 'rabbitmq'])
        expect(same(data(kept, part), data(later, part)), `Helm ${major}: ${part} was complete`);
      expect(
        !secrets(kept).some(({ metadata }) => metadata.name.endsWith('-authority')),
        'a useless authority',
      );
      const remade = await again(old.slice(1));
      expect(annotation(remade, 'StatefulSet', 'postgres') !== hash, `Helm ${major}: nothing rolls`);
    }
  });
}
