import type { CoreV1Api, KubeConfig } from '@kubernetes/client-node';
import type { PodSummary } from '@rowhouse/contract';
import { askCluster } from '../cluster/ask-cluster.js';
import { podSummary } from './pod-summary.js';

export interface Release {
  namespace: string;
  /** Value of the label `app.kubernetes.io/instance`. */
  name: string;
}

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
    const { namespace, name } = this.release;
    const { items } = await askCluster(`list pods in the namespace '${namespace}'`, () =>
      this.api.listNamespacedPod({
        namespace,
        labelSelector: `app.kubernetes.io/instance=${name}`,
        limit: mostPods,
      }),
    );
    return items.map(podSummary).sort((a, b) => a.name.localeCompare(b.name));
  }
}
