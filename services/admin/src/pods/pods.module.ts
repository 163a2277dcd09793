import { Module } from '@nestjs/common';
import { SETTINGS } from '../process/process.module.js';
import type { AdminSettings } from '../settings.js';
import { ClusterPods } from './cluster-pods.js';
import { CLUSTER, PodsController } from './pods.controller.js';

@Module({
  controllers: [PodsController],
  providers: [
    {
      provide: CLUSTER,
      inject: [SETTINGS],
      useFactory: async ({ KUBERNETES_NAMESPACE, RELEASE_NAME }: AdminSettings) =>
        KUBERNETES_NAMESPACE && RELEASE_NAME
          ? ClusterPods.connect({ namespace: KUBERNETES_NAMESPACE, name: RELEASE_NAME })
          : null,
    },
  ],
})
export class PodsModule {}
