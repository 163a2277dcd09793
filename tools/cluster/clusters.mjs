// Where the test runs: the cluster of $KUBECONFIG, else kind, else a Kubernetes of our own with one node.
import { existsSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { output } from './commands.mjs';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const home = process.env.CLUSTER_HOME ?? join(homedir(), '.cache/rowhouse-cluster');
const publicImages = ['postgres:17-trixie', 'rabbitmq:4.0-management'];
const quiet = (program, args) =>
  output(program, args).then(
    () => true,
    () => false,
  );

/**
 * `kubeconfig` reaches it; `load(images)` brings images of this machine to its nodes; `volumes` says whether claims need
 * volumes made by hand; `addOns` puts on it what autoscalers need, where that is ours to do; `down` ends what this call
 * started.
 */
export async function startCluster(wanted) {
  if (process.env.KUBECONFIG) {
    const none = async () => undefined;
    const kubeconfig = process.env.KUBECONFIG;
    return { name: 'KUBECONFIG', kubeconfig, load: none, addOns: none, down: none, volumes: false };
  }
  if ((await quiet('kind', ['version'])) && (await quiet('docker', ['info']))) return startKind();
  if (process.getuid() !== 0 || !existsSync('/etc/debian_version'))
    throw new Error('No cluster: set KUBECONFIG, or install kind and Docker, or be root on Debian.');
  return startOneNode(wanted);
}

async function startKind() {
  const name = 'rowhouse-test';
  const kubeconfig = join(tmpdir(), `${name}-${process.pid}.kubeconfig`);
  await output('kind', ['create', 'cluster', '--name', name, '--kubeconfig', kubeconfig], { seconds: 600 });
  return {
    name: 'kind',
    kubeconfig,
    volumes: false,
    load: (images) => output('kind', ['load', 'docker-image', '--name', name, ...images], { seconds: 600 }),
    addOns: async () => undefined,
    down: () => output('kind', ['delete', 'cluster', '--name', name]),
  };
}

async function startOneNode({ keda }) {
  const script = (name, ...args) => output('bash', [here(`one-node/${name}.sh`), ...args], { seconds: 1800 });
  await script('install');
  await script('base-images');
  try {
    await script('up');
  } catch (error) {
    await script('down');
    throw error;
  }
  return {
    name: 'one node',
    kubeconfig: join(home, 'pki/admin.conf'),
    volumes: join(home, 'run/volumes'),
    async load(images) {
      for (const image of [...publicImages.map((name) => `library/${name}`), ...images])
        await script('load', `docker.io/${image}`);
    },
    async addOns() {
      await script('metrics-server');
      // Without being asked for, only when nothing needs to be built.
      if (keda) await script('keda');
      else await quiet('bash', [here('one-node/keda.sh'), 'built']);
    },
    down: () => script('down'),
  };
}
