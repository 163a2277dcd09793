import type { V1ContainerStatus, V1Pod } from '@kubernetes/client-node';
import type { PodSummary } from '@rowhouse/contract';

/** What an operator wants to know of a pod at a glance. */
export function podSummary(pod: V1Pod): PodSummary {
  const containers = pod.status?.containerStatuses ?? [];
  return {
    name: pod.metadata?.name ?? '',
    component: pod.metadata?.labels?.['app.kubernetes.io/component'] ?? null,
    phase: pod.metadata?.deletionTimestamp ? 'Terminating' : (pod.status?.phase ?? 'Unknown'),
    ready: containers.length > 0 && containers.every((container) => container.ready),
    restarts: containers.reduce((sum, { restartCount }) => sum + restartCount, 0),
    node: pod.spec?.nodeName ?? null,
    createdAt: pod.metadata?.creationTimestamp?.toISOString() ?? null,
    reason: pod.status?.reason ?? reasonOf(containers) ?? unscheduled(pod),
  };
}

function reasonOf(containers: readonly V1ContainerStatus[]): string | null {
  for (const { ready, state, lastState } of containers) {
    if (ready) continue;
    const reason = state?.waiting?.reason ?? state?.terminated?.reason ?? lastState?.terminated?.reason;
    if (reason) return reason;
  }
  return null;
}

function unscheduled(pod: V1Pod): string | null {
  const condition = pod.status?.conditions?.find(({ type }) => type === 'PodScheduled');
  return condition?.status === 'False' ? (condition.reason ?? null) : null;
}
