import type { Sql } from '@rowhouse/database';
import type { JobRecord } from '../life/job.js';
import { isFinal } from '../life/state.js';
import { followChildren } from './follow-children.js';

/** The parent of a job that has just ended, brought up to date; null where there is none or the job goes on. */
export async function parentAfter(tx: Sql, job: JobRecord): Promise<JobRecord | null> {
  return job.parentId && isFinal(job.state) ? followChildren(tx, job.parentId) : null;
}
