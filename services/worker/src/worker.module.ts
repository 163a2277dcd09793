import { type DynamicModule, Module } from '@nestjs/common';
import { Metrics } from '@rowhouse/telemetry';
import { HealthController } from './health/health.controller.js';
import { checkKinds } from './kinds/check-kinds.js';
import type { JobHandler, JobKindClass } from './kinds/job-kind.js';
import { JobKinds } from './kinds/job-kinds.js';
import { DeliveryController } from './run/delivery.controller.js';
import { JobRunner, type JobRunnerParts } from './run/job-runner.js';

export interface WorkerModuleParts {
  pool: string;
  kindClasses: readonly JobKindClass[];
  metrics: Metrics;
  runner: Omit<JobRunnerParts, 'kinds'>;
}

/** The Nest side of the worker: where messages arrive and where probes ask. */
@Module({})
export class WorkerModule {
  /** The start fails when a kind is missing, declared twice, or not what is promised of it elsewhere. */
  static with({ pool, kindClasses, metrics, runner }: WorkerModuleParts): DynamicModule {
    return {
      module: WorkerModule,
      controllers: [DeliveryController, HealthController],
      providers: [
        ...kindClasses,
        {
          provide: JobKinds,
          useFactory: (...handlers: JobHandler[]) => {
            const kinds = new JobKinds(kindClasses, handlers);
            checkKinds(kinds, pool);
            return kinds;
          },
          inject: [...kindClasses],
        },
        {
          provide: JobRunner,
          useFactory: (kinds: JobKinds) => new JobRunner({ ...runner, kinds }),
          inject: [JobKinds],
        },
        { provide: Metrics, useValue: metrics },
      ],
    };
  }
}
