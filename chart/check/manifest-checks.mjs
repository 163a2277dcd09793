// Checks of what manifests and images may hold: types by version of Kubernetes, memory, no password.
import { readFileSync } from 'node:fs';
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
