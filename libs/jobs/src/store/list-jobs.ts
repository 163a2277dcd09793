import { errors } from '@rowhouse/contract';
import type { Sql } from '@rowhouse/database';
import type { JobSummary } from '../life/job.js';
import type { JobState } from '../life/state.js';
import { isJobId } from './job-id.js';
import { type SummaryRow, toSummary } from './job-row.js';
import { isDeadLetter, listJobs } from './query-sql.js';

export interface JobFilter {
  state?: JobState | readonly JobState[];
  kind?: string | readonly string[];
  pool?: string;
  owner?: string;
  subject?: string;
  /**
   * Only dead letters: jobs that have failed for want of another attempt, each of which might have succeeded. Not those
   * that failed because their input can't be right.
   */
  dead?: boolean;
  /** Code of the error of the last attempt. */
  code?: string;
  /** The children of a job; null: only jobs that are part of none. */
  parent?: string | null;
}

export interface JobPage {
  /** 1 to 1000; default 50. */
  limit?: number;
  /** `nextCursor` of the page before. */
  cursor?: string;
}

export interface JobList {
  /** The newest first. */
  items: JobSummary[];
  /** Null on the last page. */
  nextCursor: string | null;
}

const maxLimit = 1_000;
const filterColumns = ['kind', 'pool', 'owner', 'subject'] as const;

/** Throws `InvalidParameter` for a limit out of range or a cursor that no page answered. */
export async function listPage(sql: Sql, filter: JobFilter, page: JobPage): Promise<JobList> {
  const limit = page.limit ?? 50;
  if (!Number.isInteger(limit) || limit < 1 || limit > maxLimit) {
    throw errors.InvalidParameter({ message: `Parameter 'limit' must be 1 to ${maxLimit}, it is ${limit}` });
  }
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const conditions = ['true'];
  if (filter.state !== undefined) conditions.push(`state = ANY(${bind([filter.state].flat())})`);
  for (const column of filterColumns) {
    const value = filter[column];
    if (value !== undefined) conditions.push(`${column} = ANY(${bind([value].flat())})`);
  }
  if (filter.dead) conditions.push(isDeadLetter);
  if (filter.code !== undefined) conditions.push(`error->>'code' = ${bind(filter.code)}`);
  if (filter.parent === null) conditions.push('parent_id IS NULL');
  else if (filter.parent !== undefined) {
    // What is no id of a job has no children.
    conditions.push(isJobId(filter.parent) ? `parent_id = ${bind(filter.parent)}` : 'false');
  }
  if (page.cursor !== undefined) conditions.push(`id < ${bind(idOfCursor(page.cursor))}`);
  // One row more than asked for tells whether there is a next page.
  const statement = listJobs(conditions.join(' AND '), bind(limit + 1));
  const { rows } = await sql.query<SummaryRow>(statement, values);
  const items = rows.slice(0, limit).map(toSummary);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last ? cursorOf(last.id) : null };
}

function cursorOf(id: string): string {
  return Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url');
}

function idOfCursor(cursor: string): string {
  const hex = Buffer.from(cursor, 'base64url').toString('hex');
  const id = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  if (!isJobId(id)) {
    throw errors.InvalidParameter({
      message: `Parameter 'cursor' is not one that a page of jobs answered: '${cursor.slice(0, 60)}'`,
    });
  }
  return id;
}
