import type { CoreV1Api, KubeConfig } from '@kubernetes/client-node';
import { errors, type PodSummary } from '@rowhouse/contract';
import { podSummary } from './pod-summary.js';

export interface Release {
  namespace: string;
  /** Value of the label `app.kubernetes.io/instance`. */
  name: string;
}

const answerWithinMs = 5000;
const mostPods = 500;

/** Lists the pods of one release through the Kubernetes API. */
export class ClusterPods {
  private constructor(
    private readonly api: CoreV1Api,
    private readonly release: Release,
  ) {}

  /** Uses the pod's service account, or what `KUBECONFIG` names when no configuration is given. */
  static async connect(release: Release, config?: KubeConfig): Promise<ClusterPods> {
    // Loaded here because the client is big and only needed inside a cluster.
    const kubernetes = await import('@kubernetes/client-node');
    const used = config ?? new kubernetes.KubeConfig();
    if (config === undefined) used.loadFromDefault();
    return new ClusterPods(used.makeApiClient(kubernetes.CoreV1Api), release);
  }

  /** Sorted by name. @throws ClusterApiError */
  async list(): Promise<PodSummary[]> {
    try {
      const { items } = await withDeadline(
        this.api.listNamespacedPod({
          namespace: this.release.namespace,
          labelSelector: `app.kubernetes.io/instance=${this.release.name}`,
          limit: mostPods,
        }),
      );
      return items.map(podSummary).sort((a, b) => a.name.localeCompare(b.name));
    } catch (cause) {
      throw errors.ClusterApiError({ reason: this.#reasonOf(cause) }, { cause });
    }
  }

  #reasonOf(cause: unknown): string {
    const { code } = cause as { code?: unknown };
    const { namespace } = this.release;
    if (code === 403 || code === 401)
      return `it answered ${code}. Allow the service account to list pods in the namespace '${namespace}' (rbac.create in the chart).`;
    if (typeof code === 'number') return `it answered ${code} to listing pods in '${namespace}'.`;
    if (cause instanceof Error && cause.name === 'TimeoutError')
      return `no answer within ${answerWithinMs / 1000} seconds.`;
    return `it can’t be reached (${cause instanceof Error ? messageOf(cause) : 'unknown reason'}).`;
  }
}

function messageOf(error: Error): string {
  return error.cause instanceof Error ? error.cause.message || error.message : error.message;
}

/** The client has no timeout of its own; a late answer is dropped. */
async function withDeadline<T>(work: Promise<T>): Promise<T> {
  const signal = AbortSignal.timeout(answerWithinMs);
  const late = Promise.withResolvers<never>();
  signal.addEventListener('abort', () => late.reject(signal.reason));
  work.catch(() => undefined);
  return Promise.race([work, late.promise]);
}
