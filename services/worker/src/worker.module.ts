import { type DynamicModule, Module } from '@nestjs/common';
import { Metrics } from '@rowhouse/telemetry';
import { HealthController } from './health/health.controller.js';
import { DeliveryController } from './run/delivery.controller.js';
import { JobRunner } from './run/job-runner.js';

/** The Nest side of the worker: where messages arrive and where probes ask. */
@Module({})
export class WorkerModule {
  static with(parts: { runner: JobRunner; metrics: Metrics }): DynamicModule {
    return {
      module: WorkerModule,
      controllers: [DeliveryController, HealthController],
      providers: [
        { provide: JobRunner, useValue: parts.runner },
        { provide: Metrics, useValue: parts.metrics },
      ],
    };
  }
}
