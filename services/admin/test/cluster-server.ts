import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { KubeConfig } from '@kubernetes/client-node';
import { kubeConfigOf } from './kube-config.js';

export interface ServedPod {
  name: string;
  cost: number;
  leaving: boolean;
  /** True where the pod finishes jobs after it was told to stop. */
  busy: boolean;
}

interface Answer {
  status: number;
  body: object;
}

const annotation = 'controller.kubernetes.io/pod-deletion-cost';

/**
 * The part of the Kubernetes API that the autoscaler talks to, over real HTTP, for one Deployment: its scale with its
 * versions, its pods, and a controller that makes pods and takes the cheapest ones away. It does what was seen of
 * Kubernetes 1.34: numbers that are zero are left out, and a version that has passed is a conflict.
 */
export class ClusterServer {
  readonly asked: string[] = [];
  readonly pods: ServedPod[] = [];
  replicas = 0;
  /** Answers these statuses instead, by the beginning of `METHOD path`. */
  readonly refusals = new Map<string, number>();
  /** Answers only after these, by the beginning of `METHOD path`. */
  readonly delays = new Map<string, Promise<void>>();
  /** Called before a change of the scale is looked at. */
  beforeScale: () => void = () => undefined;
  #version = 1;
  #made = 0;
  readonly #server: Server = createServer((request, response) => {
    void this.#answer(request).then(({ status, body }) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    });
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

  get staying(): ServedPod[] {
    return this.pods.filter(({ leaving }) => !leaving);
  }

  /** What somebody else does to the Deployment. */
  touch(): void {
    this.#version++;
  }

  setReplicas(replicas: number): void {
    this.replicas = replicas;
    this.#version++;
    while (this.staying.length < replicas)
      this.pods.push({ name: `cpu-${++this.#made}`, cost: 0, leaving: false, busy: false });
    const cheapest = this.staying.sort((a, b) => a.cost - b.cost);
    for (const pod of cheapest.slice(0, cheapest.length - replicas)) {
      pod.leaving = true;
      if (!pod.busy) this.end(pod);
    }
  }

  end(pod: ServedPod): void {
    this.pods.splice(this.pods.indexOf(pod), 1);
  }

  async #answer(request: IncomingMessage): Promise<Answer> {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://cluster');
    const asked = `${request.method} ${pathname}`;
    this.asked.push(asked);
    let text = '';
    for await (const chunk of request) text += chunk;
    await [...this.delays].find(([start]) => asked.startsWith(start))?.[1];
    const refused = [...this.refusals].find(([start]) => asked.startsWith(start));
    if (refused) return failure(refused[1]);
    const patch = request.method === 'PATCH' ? (JSON.parse(text) as Patch) : null;
    if (patch && request.headers['content-type'] !== 'application/merge-patch+json') return failure(415);
    if (pathname === '/apis/apps/v1/namespaces/data/deployments/workers/scale') return this.#scale(patch);
    if (pathname === '/api/v1/namespaces/data/pods') return this.#list(searchParams);
    const pod = this.pods.find(({ name }) => pathname === `/api/v1/namespaces/data/pods/${name}`);
    if (!pod || !patch) return failure(404);
    pod.cost = Number(patch.metadata?.annotations?.[annotation]);
    return { status: 200, body: shown(pod) };
  }

  #scale(patch: Patch | null): Answer {
    if (patch) {
      this.beforeScale();
      if (patch.metadata?.resourceVersion !== String(this.#version)) return failure(409);
      this.setReplicas(patch.spec?.replicas ?? 0);
    }
    const spec = this.replicas > 0 ? { replicas: this.replicas } : {};
    const status = { replicas: this.staying.length };
    const metadata = { name: 'workers', resourceVersion: String(this.#version) };
    return { status: 200, body: { kind: 'Scale', apiVersion: 'autoscaling/v1', metadata, spec, status } };
  }

  /** In pages of two, whatever the client would take. */
  #list(query: URLSearchParams): Answer {
    const start = Number(query.get('continue') ?? 0);
    const more = start + 2 < this.pods.length;
    const metadata = more ? { continue: String(start + 2) } : {};
    const items = this.pods.slice(start, start + 2).map(shown);
    return { status: 200, body: { kind: 'PodList', apiVersion: 'v1', metadata, items } };
  }
}

interface Patch {
  metadata?: { resourceVersion?: string; annotations?: Record<string, string> };
  spec?: { replicas?: number };
}

const failure = (status: number): Answer => ({
  status,
  body: { kind: 'Status', apiVersion: 'v1', status: 'Failure', code: status, message: 'no' },
});

const shown = ({ name, cost, leaving }: ServedPod) => ({
  metadata: {
    name,
    ...(cost !== 0 && { annotations: { [annotation]: String(cost) } }),
    ...(leaving && { deletionTimestamp: '2026-05-01T12:00:00Z' }),
  },
  spec: { containers: [] },
  status: { phase: 'Running' },
});
