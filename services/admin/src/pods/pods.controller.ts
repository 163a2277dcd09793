import { Controller, Get, Header, Inject } from '@nestjs/common';
import type { Pods } from '@rowhouse/contract';
import type { ClusterPods } from './cluster-pods.js';

/** Injects the release's pods, or null outside a cluster. */
export const CLUSTER = Symbol('cluster');

@Controller('admin/pods')
export class PodsController {
  constructor(@Inject(CLUSTER) private readonly cluster: ClusterPods | null) {}

  /** @throws ClusterApiError */
  @Get()
  @Header('cache-control', 'no-store')
  async list(): Promise<Pods> {
    if (this.cluster === null) return { inCluster: false, pods: [] };
    return { inCluster: true, pods: await this.cluster.list() };
  }
}
