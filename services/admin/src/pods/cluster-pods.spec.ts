import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { KubeConfig } from '@kubernetes/client-node';
import { kubeConfigOf } from '../../test/kube-config.js';
import { ClusterPods } from './cluster-pods.js';

type Answer = { status: number; body: unknown };

/** The part of the Kubernetes API that lists pods, over real HTTP. */
class PodsServer {
  readonly asked: string[] = [];
  answer: Answer = { status: 200, body: { kind: 'PodList', apiVersion: 'v1', metadata: {}, items: [] } };
  readonly #server: Server = createServer((request, response) => {
    this.asked.push(`${request.method} ${request.url} ${request.headers.authorization}`);
    response.writeHead(this.answer.status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(this.answer.body));
  });

  async start(): Promise<KubeConfig> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const { port } = this.#server.address() as AddressInfo;
    return kubeConfigOf(port);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

const pod = (name: string, status: object, component = 'worker') => ({
  metadata: {
    name,
    creationTimestamp: '2026-05-01T12:00:00Z',
    labels: { 'app.kubernetes.io/component': component },
  },
  spec: { nodeName: 'node-1', containers: [] },
  status,
});

describe('the pods of a release', () => {
  const server = new PodsServer();
  let pods: ClusterPods;

  beforeAll(async () => {
    pods = await ClusterPods.connect({ namespace: 'data', name: 'house' }, await server.start());
  });
  afterAll(() => server.stop().catch(() => undefined));

  it('are asked for by label in their namespace, with the service account’s token', async () => {
    expect(await pods.list()).toEqual([]);
    const [request] = server.asked;
    expect(request).toMatch(/^GET \/api\/v1\/namespaces\/data\/pods\?/);
    expect(decodeURIComponent(request ?? '')).toContain('labelSelector=app.kubernetes.io/instance=house');
    expect(request).toContain('Bearer a-token');
  });

  it('are told with readiness, restarts and the reason of trouble', async () => {
    const ready = { name: 'w', ready: true, restartCount: 1, image: '', imageID: '' };
    const waiting = { state: { waiting: { reason: 'CrashLoopBackOff' } } };
    const items = [
      pod('worker-2', {
        phase: 'Running',
        containerStatuses: [{ ...ready, ready: false, restartCount: 7, ...waiting }],
      }),
      pod('api-1', { phase: 'Running', containerStatuses: [ready, ready] }, 'api'),
      pod('worker-3', {
        phase: 'Pending',
        conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable' }],
      }),
    ];
    server.answer = { status: 200, body: { kind: 'PodList', apiVersion: 'v1', metadata: {}, items } };
    const createdAt = '2026-05-01T12:00:00.000Z';
    expect(await pods.list()).toEqual([
      {
        name: 'api-1',
        component: 'api',
        phase: 'Running',
        ready: true,
        restarts: 2,
        node: 'node-1',
        createdAt,
        reason: null,
      },
      {
        name: 'worker-2',
        component: 'worker',
        phase: 'Running',
        ready: false,
        restarts: 7,
        node: 'node-1',
        createdAt,
        reason: 'CrashLoopBackOff',
      },
      {
        name: 'worker-3',
        component: 'worker',
        phase: 'Pending',
        ready: false,
        restarts: 0,
        node: 'node-1',
        createdAt,
        reason: 'Unschedulable',
      },
    ]);
  });

  it('are a clear error when they may not be listed', async () => {
    server.answer = { status: 403, body: { kind: 'Status', apiVersion: 'v1', code: 403, message: 'no' } };
    await expect(pods.list()).rejects.toMatchObject({
      code: 'ClusterApiError',
      status: 502,
      message: expect.stringContaining("Allow the service account to list pods in the namespace 'data'"),
    });
  });

  it('are a clear error when the API is broken or away', async () => {
    server.answer = { status: 500, body: 'nonsense' };
    await expect(pods.list()).rejects.toMatchObject({ code: 'ClusterApiError', retryable: true });
    await server.stop();
    await expect(pods.list()).rejects.toMatchObject({
      code: 'ClusterApiError',
      message: expect.stringContaining('can’t be reached'),
    });
  });
});
