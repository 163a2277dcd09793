// Checks of what manifests and images may hold: types by version of Kubernetes, memory, no password.
import { readFileSync } from 'node:fs';
import { problemsOfAutopilot, problemsOfDisk } from './disk.mjs';
import { problemsOf, versions } from './kubernetes.mjs';
import { problemsOfMemory } from './memory.mjs';

/** Runs them with the means of test.mjs; `profiles` are paths. */
export async function checkManifests({ check, expect, find, render, profiles }) {
  await check('a manifest that a version of Kubernetes does not take is noticed', async () => {
    const deployment = find(await render(4), 'Deployment', 'house-rowhouse-api');
    for (const [spoil, sentence] of [
      [(pod) => (pod.containers[0].resources.limits.memory = '4GB'), /limits\.memory must match pattern/],
      [(pod) => (pod.containers[0].image = 5), /containers\.0\.image must be string$/],
      [(pod) => delete pod.containers[0].name, /containers\.0 must have required property 'name'$/],
      [(pod) => (pod.nodeSelektor = {}), /spec\.nodeSelektor is not a known field$/],
      [
        (pod) => (pod.resources = { limits: { cpu: 1 } }),
        /resources is not a known field \(in 1\.29, 1\.31\)$/,
      ],
    ]) {
      const spoilt = structuredClone(deployment);
      spoil(spoilt.spec.template.spec);
      const problems = problemsOf(spoilt);
      expect(problems.length === 1 && sentence.test(problems[0]), `${sentence} is not in ${problems}`);
    }
    expect(problemsOf(deployment).length === 0, 'the manifest itself is refused');
    expect(
      /does not know/.test(problemsOf({ apiVersion: 'apps/v2', kind: 'Deployment' })),
      'a kind too many',
    );
  });

  await check('a Kubernetes older than the chart supports is refused', async () => {
    for (const major of [3, 4]) {
      await render(major, '--kube-version', `${versions[0]}.0`);
      const complaint = await render(major, '--kube-version', '1.28.15').then(
        () => 'it was rendered',
        (error) => error.message,
      );
      expect(/1\.29/.test(complaint), complaint);
    }
  });

  await check('what the settings of every profile allow at once fits into the memory limits', async () => {
    for (const flags of [[], ...profiles.map((file) => ['--values', file])]) {
      const problems = problemsOfMemory(await render(4, ...flags));
      expect(problems.length === 0, `${flags.at(-1) ?? 'default'}: ${problems.join('; ')}`);
    }
    const more = await render(4, '--set', 'api.filterProcesses=3', '--set', 'worker.pools.cpu.concurrency=2');
    expect(problemsOfMemory(more).length === 2, 'more processes change nothing');
  });

  await check(
    'local copies of files fit into the scratch volumes of every profile, and those into limits',
    async () => {
      for (const flags of [[], ...profiles.map((file) => ['--values', file])]) {
        const objects = await render(4, '--set', 'blobs.mode=gcs,blobs.bucket=data', ...flags);
        const problems = problemsOfDisk(objects);
        expect(problems.length === 0, `${flags.at(-1) ?? 'default'}: ${problems.join('; ')}`);
        if (flags.at(-1)?.endsWith('gke.yaml'))
          expect(problemsOfAutopilot(objects).length === 0, problemsOfAutopilot(objects).join('; '));
        else
          expect(
            problemsOfAutopilot(objects).length > 0,
            'a profile for laptops is told from one for Autopilot',
          );
      }
    },
  );

  await check('workers may not be evicted, but on spot nodes only when that is said', async () => {
    const key = 'cluster-autoscaler.kubernetes.io/safe-to-evict';
    for (const [values, expected] of [
      ['spot=false', 'false'],
      ['spot=true', undefined],
      ['spot=true,worker.defaults.safeToEvict=false', 'false'],
      ['spot=true,worker.defaults.safeToEvict=true', 'true'],
      ['safeToEvict=true', 'true'],
    ]) {
      const objects = await render(4, '--set', `worker.defaults.${values}`);
      const { annotations } = find(objects, 'Deployment', 'house-rowhouse-worker-cpu').spec.template.metadata;
      expect(annotations[key] === expected, `${values}: ${annotations[key]}`);
    }
  });

  await check('no password is in a manifest outside a Secret', async () => {
    const objects = await render(4);
    const secrets = objects
      .filter(({ kind }) => kind === 'Secret')
      .flatMap(({ data }) => Object.values(data));
    const rest = JSON.stringify(objects.filter(({ kind }) => kind !== 'Secret'));
    for (const value of secrets)
      expect(!rest.includes(atob(value)) && !rest.includes(value), 'a password leaked');
    expect(new Set(secrets).size === 6, 'a password is used twice');
  });

  await check('the Dockerfiles of api, admin and worker differ in name and port only', () => {
    const bodies = ['api', 'admin', 'worker'].map((service) =>
      readFileSync(new URL(`../../services/${service}/Dockerfile`, import.meta.url), 'utf8')
        .replace(`services/${service}/Dockerfile .`, '')
        .replace(`ARG SERVICE=${service}\n`, '')
        .replace(/ARG PORT=808\d\n/, ''),
    );
    expect(new Set(bodies).size === 1, 'copy the change to all three');
  });
}
