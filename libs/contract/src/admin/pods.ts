/** What `/admin/pods` answers. */
export interface Pods {
  inCluster: boolean;
  pods: PodSummary[];
}

export interface PodSummary {
  name: string;
  /** `app.kubernetes.io/component`: api, admin, worker, … */
  component: string | null;
  phase: string;
  /** Every container is ready. */
  ready: boolean;
  restarts: number;
  node: string | null;
  /** ISO 8601. */
  createdAt: string | null;
  /** Why a container waits or ended last, e.g. `CrashLoopBackOff`. */
  reason: string | null;
}
