import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Database } from '@rowhouse/database';
import { OrphanBlobs } from '@rowhouse/datasets';
import { JobHistory, LeaderTasks } from '@rowhouse/jobs';
import { openBlobStore } from '@rowhouse/storage';
import { type Logger, Metrics } from '@rowhouse/telemetry';
import { LOG, SETTINGS } from '../process/process.module.js';
import type { AdminSettings } from '../settings.js';
import { BlobSweep } from './blob-sweep.js';

const countsEveryMs = 30_000;
const sweepEveryMs = 3_600_000;

/** What one admin process of all does in the background, besides dispatching and reaping. */
@Injectable()
export class HouseTasks implements OnApplicationBootstrap {
  readonly #tasks: LeaderTasks;

  constructor(
    @Inject(SETTINGS) settings: AdminSettings,
    @Inject(Database) database: Database,
    @Inject(Metrics) metrics: Metrics,
    @Inject(LOG) log: Logger,
  ) {
    const history = new JobHistory(database);
    const sweep = new BlobSweep(
      openBlobStore(settings.BLOB_URL, {
        s3Endpoint: settings.S3_ENDPOINT,
        gcsEmulator: settings.STORAGE_EMULATOR_HOST,
      }),
      new OrphanBlobs(database),
      history,
      { orphanHours: settings.ORPHAN_BLOB_HOURS, resultDays: settings.JOB_RESULT_DAYS },
      metrics,
    );
    const sweepBlobs = async (signal: AbortSignal) => {
      const deleted = await sweep.run(signal);
      if (deleted > 0) log.info({ deleted }, 'deleted blobs that nobody can reach any more');
    };
    this.#tasks = new LeaderTasks(
      database,
      [
        { name: 'sum up counts of jobs', everyMs: countsEveryMs, run: () => history.sumUpCounts() },
        { name: 'sweep blobs', everyMs: sweepEveryMs, run: sweepBlobs },
      ],
      { log },
    );
  }

  onApplicationBootstrap(): void {
    this.#tasks.start();
  }

  stop(): Promise<void> {
    return this.#tasks.stop();
  }
}
