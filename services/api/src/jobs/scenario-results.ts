import { Injectable } from '@nestjs/common';
import { RowhouseError, type ScenariosResultAnswer } from '@rowhouse/contract';
import type { ConsistencyToken } from '@rowhouse/database';
import { JobBatches, type JobRecord } from '@rowhouse/jobs';
import { jobUrl } from './job-answer.js';

/** What is only drawn or fetched, and what the scenario's own result has: a hundred of it would be too much. */
const leftOut = ['histogram', 'samplePaths', 'model', 'file', 'preview'];

/** The results of a job's scenarios, side by side. */
@Injectable()
export class ScenarioResults {
  constructor(private readonly batches: JobBatches) {}

  async answer(job: JobRecord, token?: ConsistencyToken): Promise<ScenariosResultAnswer> {
    const children = await this.batches.results(job.id, leftOut, token);
    const changed = (job.params as { scenarios?: Record<string, unknown>[] }).scenarios ?? [];
    const count = (state: string) => children.filter((child) => child.state === state).length;
    return {
      total: children.length,
      succeeded: count('succeeded'),
      failed: count('failed'),
      cancelled: count('cancelled'),
      scenarios: children.map(({ id, place, state, error, result }) => ({
        job: jobUrl(id),
        state,
        changed: changed[place] ?? {},
        error: error && RowhouseError.fromJSON(error).toJSON(),
        result,
        resultUrl: `${jobUrl(id)}/result`,
      })),
    };
  }
}
