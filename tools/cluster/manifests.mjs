// What the API server says to everything that the chart can render, without storing any of it.
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { helm } from '../../chart/check/helm.mjs';

const chart = fileURLToPath(new URL('../../chart/', import.meta.url));

/** Every set of values is rendered and shown to the server; a warning, such as one of pod security, counts as an error. */
export async function showToServer(release) {
  const served = new Set((await release.kubectl(['api-versions'])).split('\n'));
  const files = ['ci', 'profiles'].flatMap((folder) =>
    readdirSync(`${chart}${folder}`).map((name) => `${chart}${folder}/${name}`),
  );
  let shown = 0;
  for (const flags of [[], ...files.map((file) => ['--values', file])]) {
    const text = await helm(4, 'template', '--namespace', release.namespace, ...flags);
    // Without kinds of operators that are not here, and without the pod of `helm test`, which asks for its account.
    const manifests = text
      .split(/^---$/m)
      .filter((manifest) => served.has(/^apiVersion: (\S+)/m.exec(manifest)?.[1]))
      .filter((manifest) => !/^kind: Pod$/m.test(manifest));
    await release.kubectl(
      ['apply', '--dry-run=server', '--validate=strict', '--warnings-as-errors', '-f', '-'],
      { input: manifests.join('\n---\n') },
    );
    shown += manifests.length;
  }
  return `${shown} manifests`;
}
