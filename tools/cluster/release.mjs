// One release of the chart in a namespace of its own, and the ways to it.
import { chmodSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { helmBinary, installTools } from '../../chart/check/helm.mjs';
import { background, eventually, output } from './commands.mjs';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const chart = here('../../chart');
const namespace = 'rowhouse-test';
const port = 18_080;

export class Release {
  #door;
  #token = '';

  namespace = namespace;

  constructor(kubeconfig) {
    this.env = { KUBECONFIG: kubeconfig };
  }

  kubectl(words, options = {}) {
    return output('kubectl', ['-n', namespace, ...words], { env: this.env, ...options });
  }

  async helm(...words) {
    const values = ['install', 'upgrade'].includes(words[0])
      ? [
          chart,
          '-f',
          here('../../chart/profiles/kind.yaml'),
          '-f',
          here('values.yaml'),
          '--wait',
          '--timeout',
          '14m',
        ]
      : [];
    const [command, ...rest] = words;
    return output(await helmBinary(4), [command, 'house', ...values, '-n', namespace, ...rest], {
      env: this.env,
      seconds: 900,
    });
  }

  /** The namespace, what the values say is there, accelerators that are none, and volumes where nobody makes them. */
  async prepare(folder) {
    installTools();
    const apply = (object) => this.kubectl(['apply', '-f', '-'], { input: JSON.stringify(object) });
    await this.kubectl(['delete', 'namespace', namespace, '--ignore-not-found'], { seconds: 300 });
    await apply({
      apiVersion: 'v1',
      kind: 'Namespace',
      // The strictest rules that Kubernetes knows for pods.
      metadata: { name: namespace, labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
    });
    await apply({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'countdown', namespace },
      data: { 'countdown.mjs': readFileSync(here('countdown.mjs'), 'utf8') },
    });
    const [node] = (await this.kubectl(['get', 'nodes', '-o', 'name'])).split('\n');
    await this.kubectl(['label', node, 'cloud.google.com/gke-accelerator=nvidia-l4', '--overwrite']);
    const capacity = JSON.stringify({ status: { capacity: { 'nvidia.com/gpu': '4' } } });
    await this.kubectl(['patch', node, '--subresource=status', '--type=merge', '-p', capacity]);
    if (!folder) return;
    for (const index of Array(5).keys()) {
      const path = join(folder, String(index));
      // One of a run before belongs to a claim that is gone, and is given to no other.
      await this.kubectl(['delete', 'persistentvolume', `rowhouse-test-${index}`, '--ignore-not-found']);
      rmSync(path, { recursive: true, force: true });
      mkdirSync(path, { recursive: true });
      chmodSync(path, 0o777);
      await apply({
        apiVersion: 'v1',
        kind: 'PersistentVolume',
        metadata: { name: `rowhouse-test-${index}` },
        spec: { capacity: { storage: '100Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path } },
      });
    }
  }

  /** Opens the front door on this machine, again whenever the pod behind it is another. */
  async open() {
    this.close();
    this.#door = background(
      'kubectl',
      ['-n', namespace, 'port-forward', 'service/house-rowhouse-reverse-proxy', `${port}:80`],
      this.env,
    );
    const encoded = await this.kubectl([
      'get',
      'secret',
      'house-rowhouse-auth',
      '-o',
      'jsonpath={.data.admin-token}',
    ]);
    this.#token = Buffer.from(encoded, 'base64').toString();
    await eventually('the front door opens', async () => (await this.ask('/healthcheck')).ok, 60);
  }

  close() {
    this.#door?.stop();
  }

  ask(path, options = {}) {
    return fetch(`http://127.0.0.1:${port}${path}`, {
      ...options,
      headers: { Authorization: `Bearer ${this.#token}` },
      signal: AbortSignal.timeout(20_000),
    });
  }

  /** Puts a dataset of one column in. */
  async upload(name, values) {
    const body = new FormData();
    body.append('file', new Blob([`n\n${values.join('\n')}\n`]), 'numbers.csv');
    const answer = await this.ask(`/api/datasets/me/${name}/upload`, { method: 'POST', body });
    if (answer.status >= 300) throw new Error(`upload: ${answer.status} ${await answer.text()}`);
  }

  /** The column, once it is served. */
  rows(name) {
    const path = `/rows?dataset=me/${name}&config=default&split=train&offset=0&length=100`;
    return eventually(`rows of ${name}`, async () => {
      const answer = await this.ask(path);
      if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
      return (await answer.json()).rows.map(({ row }) => row.n);
    });
  }

  /** One value out of the primary. */
  sql(statement) {
    const psql = [
      'psql',
      '-h',
      '/var/run/postgresql',
      '-U',
      'postgres',
      '-d',
      'rowhouse',
      '-At',
      '-c',
      statement,
    ];
    return this.kubectl(['exec', 'house-rowhouse-postgres-0', '-c', 'postgres', '--', ...psql]);
  }

  /** Orders jobs of the kind that countdown.mjs adds, each of so many seconds; their ids. */
  async countdowns(count, seconds) {
    const inserted = await this.sql(
      `INSERT INTO job (kind, pool, owner, params, max_attempts, run_at)
       SELECT 'countdown', 'gpu', 'house', '{"from":${seconds}}', 3, now() FROM generate_series(1, ${count}) RETURNING id`,
    );
    await this.sql(`SELECT pg_notify('rowhouse_jobs', 'gpu')`);
    return inserted.split('\n').filter((line) => /^[\da-f-]{36}$/.test(line));
  }

  /** The state that a job ends in, its attempt and its error. */
  outcome(id) {
    return eventually(
      `job ${id} ends`,
      async () => {
        const found = await this.sql(`SELECT state, attempt, error FROM job WHERE id = '${id}'`);
        return /^(queued|running)/.test(found) ? undefined : found;
      },
      480,
    );
  }

  /** Ends a pod without notice and waits until its successor is ready. */
  async kill(pod) {
    const uid = () => this.kubectl(['get', 'pod', pod, '-o', 'jsonpath={.metadata.uid}']);
    const before = await uid();
    await this.kubectl(['delete', 'pod', pod, '--grace-period=0', '--force']);
    await eventually(`another ${pod}`, async () => (await uid()) !== before);
    await this.kubectl(['wait', '--for=condition=Ready', `pod/${pod}`, '--timeout=240s'], { seconds: 250 });
  }

  /** For a person to see why a step failed. */
  async state() {
    const look = (...words) => this.kubectl(words).catch((error) => error.message);
    return `${await look('get', 'pods', '-o', 'wide')}\n${await look('get', 'events', '--sort-by=.lastTimestamp')}`.slice(
      -6000,
    );
  }
}
