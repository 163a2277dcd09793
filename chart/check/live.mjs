// What Helm sees of a cluster with objects in it: a server that answers discovery and reads of these objects.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What the default release and TLS need, by group and version. */
const served = {
  v1: ['Secret', 'ConfigMap', 'Service', 'ServiceAccount', 'PersistentVolumeClaim', 'Pod'],
  'apps/v1': ['Deployment', 'StatefulSet', 'DaemonSet'],
  'autoscaling/v2': ['HorizontalPodAutoscaler'],
  'batch/v1': ['Job', 'CronJob'],
  'networking.k8s.io/v1': ['NetworkPolicy'],
  'policy/v1': ['PodDisruptionBudget'],
  'rbac.authorization.k8s.io/v1': ['Role', 'RoleBinding'],
};
const plural = (kind) => `${kind.toLowerCase()}s`.replace(/ys$/, 'ies');

function discovery(path) {
  if (path === '/version') return { major: '1', minor: '31', gitVersion: 'v1.31.0' };
  if (path === '/api') return { kind: 'APIVersions', versions: ['v1'] };
  if (path === '/apis')
    return {
      kind: 'APIGroupList',
      apiVersion: 'v1',
      groups: Object.keys(served)
        .filter((version) => version.includes('/'))
        .map((groupVersion) => {
          const [name, version] = groupVersion.split('/');
          return { name, versions: [{ groupVersion, version }], preferredVersion: { groupVersion, version } };
        }),
    };
  const groupVersion = path.replace(/^\/apis?\//, '');
  const resources = served[groupVersion]?.map((kind) => ({
    name: plural(kind),
    kind,
    namespaced: true,
    verbs: ['get', 'list'],
  }));
  return resources && { kind: 'APIResourceList', apiVersion: 'v1', groupVersion, resources };
}

/** Runs `work` with flags by which `helm template` looks these objects up; they are all in one namespace. */
export async function withLive(objects, work) {
  const server = createServer(({ url }, response) => {
    const path = url.replace(/\?.*$/, '');
    const [, version, kinds, name] = /^\/apis?\/(.+)\/namespaces\/[^/]+\/([^/]+)\/([^/]+)$/.exec(path) ?? [];
    const body =
      discovery(path) ??
      objects.find(
        ({ apiVersion, kind, metadata }) =>
          apiVersion === version && plural(kind) === kinds && metadata.name === name,
      );
    response.writeHead(body ? 200 : 404, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify(
        body ?? { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason: 'NotFound', code: 404 },
      ),
    );
  });
  const folder = mkdtempSync(join(tmpdir(), 'rowhouse-live-'));
  try {
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    const config = join(folder, 'config');
    const cluster = { server: `http://127.0.0.1:${server.address().port}` };
    writeFileSync(
      config,
      JSON.stringify({
        clusters: [{ name: 'live', cluster }],
        contexts: [{ name: 'live', context: { cluster: 'live' } }],
        'current-context': 'live',
      }),
    );
    return await work(['--dry-run=server', '--disable-openapi-validation', '--kubeconfig', config]);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    rmSync(folder, { recursive: true });
  }
}
