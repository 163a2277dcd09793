import type { AppsV1Api, CoreV1Api, KubeConfig, V1Pod } from '@kubernetes/client-node';
import { askCluster, clusterStatus } from '../cluster/ask-cluster.js';
import type { Release } from '../pods/cluster-pods.js';

/** The number of pods of a Deployment. */
export interface PodCount {
  desired: number;
  /** As its controller counted last. */
  actual: number;
  version: string | undefined;
}

/** A pod of a pool that has not ended. */
export interface WorkerPod {
  name: string;
  /** The name that its processes see as their host's. */
  host: string;
  /** It was told to stop, and counts no more as one of the Deployment's. */
  leaving: boolean;
  /** Kubernetes removes the cheapest first. */
  deletionCost: number;
}

const costAnnotation = 'controller.kubernetes.io/pod-deletion-cost';
const podsPerPage = 500;
const mostTries = 3;

/** Reads and sets how many pods the pools of a release have, in its namespace. Every method: @throws ClusterApiError */
export class PoolPods {
  private constructor(
    private readonly apps: AppsV1Api,
    private readonly core: CoreV1Api,
    private readonly release: Release,
    private readonly mergePatch: ReturnType<typeof import('@kubernetes/client-node').setHeaderOptions>,
  ) {}

  /** Uses the pod's service account, or what `KUBECONFIG` names when no configuration is given. */
  static async connect(release: Release, config?: KubeConfig): Promise<PoolPods> {
    const kubernetes = await import('@kubernetes/client-node');
    const used = config ?? new kubernetes.KubeConfig();
    if (config === undefined) used.loadFromDefault();
    return new PoolPods(
      used.makeApiClient(kubernetes.AppsV1Api),
      used.makeApiClient(kubernetes.CoreV1Api),
      release,
      kubernetes.setHeaderOptions('Content-Type', kubernetes.PatchStrategy.MergePatch),
    );
  }

  async count(deployment: string): Promise<PodCount> {
    const { namespace } = this.release;
    const what = `get deployments/scale of '${deployment}' in the namespace '${namespace}'`;
    const { metadata, spec, status } = await askCluster(what, () =>
      this.apps.readNamespacedDeploymentScale({ namespace, name: deployment }),
    );
    // The API leaves a number out that is zero.
    return {
      desired: spec?.replicas ?? 0,
      actual: status?.replicas ?? 0,
      version: metadata?.resourceVersion,
    };
  }

  /**
   * Changes the number unless somebody else changed it since it was counted. The version moves with the Deployment's
   * status too, so a conflict is looked at before it is believed.
   */
  async setCount(deployment: string, counted: PodCount, replicas: number): Promise<void> {
    const { namespace } = this.release;
    const what = `patch deployments/scale of '${deployment}' in the namespace '${namespace}'`;
    let { version } = counted;
    for (let attempt = 1; ; attempt++) {
      try {
        const body = { metadata: { resourceVersion: version }, spec: { replicas } };
        await askCluster(what, () =>
          this.apps.patchNamespacedDeploymentScale(
            { namespace, name: deployment, body, fieldManager: 'rowhouse-autoscaler' },
            this.mergePatch,
          ),
        );
        return;
      } catch (error) {
        if (clusterStatus(error) !== 409 || attempt === mostTries) throw error;
        const now = await this.count(deployment);
        if (now.desired !== counted.desired) throw error;
        version = now.version;
      }
    }
  }

  async list(pool: string): Promise<WorkerPod[]> {
    const { namespace, name } = this.release;
    const labelSelector = `app.kubernetes.io/instance=${name},app.kubernetes.io/component=worker,rowhouse/pool=${pool}`;
    const pods: WorkerPod[] = [];
    let next: string | undefined;
    do {
      const page = await askCluster(`list pods in the namespace '${namespace}'`, () =>
        this.core.listNamespacedPod({ namespace, labelSelector, limit: podsPerPage, _continue: next }),
      );
      pods.push(...page.items.filter(lives).map(workerPod));
      next = page.metadata?._continue || undefined;
    } while (next);
    return pods;
  }

  /** A pod that is gone needs no cost. */
  async setDeletionCost(pod: string, cost: number): Promise<void> {
    const { namespace } = this.release;
    const body = { metadata: { annotations: { [costAnnotation]: String(cost) } } };
    try {
      await askCluster(`patch pods in the namespace '${namespace}'`, () =>
        this.core.patchNamespacedPod({ namespace, name: pod, body }, this.mergePatch),
      );
    } catch (error) {
      if (clusterStatus(error) !== 404) throw error;
    }
  }
}

const lives = ({ status }: V1Pod): boolean => status?.phase !== 'Succeeded' && status?.phase !== 'Failed';

function workerPod({ metadata }: V1Pod): WorkerPod {
  const name = metadata?.name ?? '';
  return {
    name,
    host: hostOf(name),
    leaving: metadata?.deletionTimestamp !== undefined,
    deletionCost: Number(metadata?.annotations?.[costAnnotation] ?? 0),
  };
}

/** A host's name has at most 63 characters and ends with none of these. */
const hostOf = (pod: string): string => pod.slice(0, 63).replace(/[-.]+$/, '');
