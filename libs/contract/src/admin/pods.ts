import { z } from 'zod';

const podSummary = z.object({
  name: z.string(),
  component: z.string().nullable().describe('`app.kubernetes.io/component`: api, admin, worker, …'),
  phase: z.string(),
  ready: z.boolean().describe('Every container is ready.'),
  restarts: z.number().int(),
  node: z.string().nullable(),
  createdAt: z.string().nullable(),
  reason: z.string().nullable().describe('Why a container waits or ended last, e.g. `CrashLoopBackOff`.'),
});
export type PodSummary = z.infer<typeof podSummary>;

/** What `/admin/pods` answers. */
export const pods = z.object({ inCluster: z.boolean(), pods: z.array(podSummary) });
export type Pods = z.infer<typeof pods>;
