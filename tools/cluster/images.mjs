// Builds the images of the services with the builder that is there.
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { output } from './commands.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
export const images = ['api', 'admin', 'worker', 'reverse-proxy'].map(
  (service) => `rowhouse/${service}:0.1.0`,
);

/** With buildah for the cluster of one node, else with Docker. */
export async function buildImages(oneNode) {
  const home = process.env.CLUSTER_HOME ?? join(homedir(), '.cache/rowhouse-cluster');
  for (const image of images) {
    const service = /\/(.+):/.exec(image)[1];
    const rest = [
      '-f',
      join(root, `services/${service}/Dockerfile`),
      '-t',
      oneNode ? `docker.io/${image}` : image,
      root,
    ];
    if (!oneNode) await output('docker', ['build', ...rest], { seconds: 1800 });
    else
      await output(
        'nice',
        [
          'buildah',
          'bud',
          '-q',
          '--layers',
          '--network',
          'host',
          '--isolation',
          'chroot',
          '--pull-never',
          ...rest,
        ],
        {
          seconds: 1800,
          env: { CONTAINERS_CONF: join(home, 'conf/containers.conf'), BUILDAH_RUNTIME: 'runc' },
        },
      );
  }
}
