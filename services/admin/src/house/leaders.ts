import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { errors, RowhouseError } from '@rowhouse/contract';
import { Database } from '@rowhouse/database';
import { Datasets } from '@rowhouse/datasets';
import { Dispatcher, JobMetrics, Reaper } from '@rowhouse/jobs';
import type { Messaging } from '@rowhouse/messaging';
import type { Logger } from '@rowhouse/telemetry';
import { LOG } from '../process/process.module.js';
import { MESSAGING } from './messaging-token.js';

/** The tasks that one process of the whole house does at a time: handing out due jobs, ending crashed ones. */
@Injectable()
export class Leaders implements OnApplicationBootstrap {
  readonly #dispatcher: Dispatcher;
  readonly #reaper: Reaper;

  constructor(
    @Inject(Database) database: Database,
    @Inject(MESSAGING) { queue, events }: Messaging,
    @Inject(Datasets) datasets: Datasets,
    @Inject(JobMetrics) metrics: JobMetrics,
    @Inject(LOG) log: Logger,
  ) {
    this.#dispatcher = new Dispatcher(database, queue, { metrics, log });
    this.#reaper = new Reaper(database, {
      events,
      metrics,
      log,
      // A step whose worker died for the last time has failed, and its dataset's readers are told why.
      onFinalFailure: (tx, job) =>
        datasets.failStep(
          tx,
          job,
          job.error ? RowhouseError.fromJSON(job.error) : errors.StepCancelledError(),
        ),
    });
  }

  onApplicationBootstrap(): void {
    this.#dispatcher.start();
    this.#reaper.start();
  }

  async stop(): Promise<void> {
    await Promise.all([this.#dispatcher.stop(), this.#reaper.stop()]);
  }
}
