import { type ConsistencyToken, type Database, prepared, type Sql } from '@rowhouse/database';
import type { JobRecord } from '../life/job.js';
import type { LoneJobRequest } from '../store/create-jobs.js';
import type { JobStore } from '../store/job-store.js';
import { type KnownKey, knownJob } from './known-key.js';
import * as sql from './submission-sql.js';

export interface LoneSubmission {
  request: LoneJobRequest;
  /** Absent: a job in any case. */
  key?: { text: string; fingerprint: string };
}

export interface Confirmed {
  jobId: string;
  /** As it was made; null when the key was known. */
  job: JobRecord | null;
  token: ConsistencyToken;
}

/** The error is that of one submission, which harms no other of its group. */
export type Outcome = Confirmed | { error: unknown };

/** How long a group waits for a key that somebody else is taking, in milliseconds. */
const keyWaitMs = 500;
/** SQLSTATE of a wait that was too long. */
const lockNotAvailable = '55P03';

const takeKeys = prepared(sql.takeKeys);
const nameJobs = prepared(sql.nameJobs);
const findKeys = prepared(sql.findKeys);

/**
 * Submissions of many callers in one transaction: all that are confirmed are durable. When one of their keys is held by
 * a transaction that does not end, each goes on alone, after this has answered: nobody waits but who asks for that key.
 */
export async function submitTogether(
  db: Database,
  jobs: Pick<JobStore, 'createAll'>,
  group: readonly LoneSubmission[],
): Promise<(Outcome | Promise<Outcome>)[]> {
  try {
    return await submitGroup(db, jobs, group, keyWaitMs);
  } catch (error) {
    if ((error as { code?: unknown }).code !== lockNotAvailable) throw error;
    return group.map(async (each) => {
      const [outcome] = await submitGroup(db, jobs, [each], null);
      return outcome as Outcome;
    });
  }
}

async function submitGroup(
  db: Database,
  jobs: Pick<JobStore, 'createAll'>,
  group: readonly LoneSubmission[],
  waitMs: number | null,
): Promise<Outcome[]> {
  const { value, token } = await db.writeWithToken(async (tx) => {
    if (waitMs !== null && group.some(({ key }) => key)) await tx.query(`SET LOCAL lock_timeout = ${waitMs}`);
    return submitIn(tx, jobs, group);
  });
  return value.map((each) => ('error' in each ? each : { ...each, token }));
}

type Made = Omit<Confirmed, 'token'> | { error: unknown };

async function submitIn(
  tx: Sql,
  jobs: Pick<JobStore, 'createAll'>,
  group: readonly LoneSubmission[],
): Promise<Made[]> {
  const free = await freeKeys(tx, group);
  const creators = group.filter((each) => !each.key || free.get(nameOf(each)) === each);
  const records = await jobs.createAll(
    tx,
    creators.map(({ request }) => request),
  );
  const made = new Map(creators.map((each, index) => [each, records[index] as JobRecord]));
  const named = creators.filter(({ key }) => key);
  if (named.length > 0)
    await tx.query(nameJobs, [...namesOf(named), named.map((each) => made.get(each)?.id)]);
  const others = group.filter((each) => !made.has(each));
  const known = await knownKeys(tx, others);
  return group.map((each) => {
    const job = made.get(each);
    if (job) return { jobId: job.id, job };
    const { text = '', fingerprint = '' } = each.key ?? {};
    try {
      return { jobId: knownJob(text, fingerprint, known.get(nameOf(each))), job: null };
    } catch (error) {
      return { error };
    }
  });
}

/** By key, the submission that makes its job: the first of equal ones, while nobody has taken it before. */
async function freeKeys(tx: Sql, group: readonly LoneSubmission[]): Promise<Map<string, LoneSubmission>> {
  const firsts = new Map<string, LoneSubmission>();
  for (const each of group) if (each.key && !firsts.has(nameOf(each))) firsts.set(nameOf(each), each);
  if (firsts.size === 0) return firsts;
  const asked = [...firsts.values()];
  const values = [...namesOf(asked), asked.map(({ key }) => key?.fingerprint)];
  const { rows } = await tx.query<{ owner: string; key: string }>(takeKeys, values);
  const taken = new Set(rows.map(({ owner, key }) => JSON.stringify([owner, key])));
  return new Map([...firsts].filter(([name]) => taken.has(name)));
}

async function knownKeys(tx: Sql, asked: readonly LoneSubmission[]): Promise<Map<string, KnownKey>> {
  if (asked.length === 0) return new Map();
  const { rows } = await tx.query<KnownKey & { owner: string; key: string }>(findKeys, namesOf(asked));
  return new Map(rows.map((row) => [JSON.stringify([row.owner, row.key]), row]));
}

function nameOf({ request, key }: LoneSubmission): string {
  return JSON.stringify([request.owner, key?.text]);
}

/** Owners and keys. */
function namesOf(asked: readonly LoneSubmission[]): [string[], (string | undefined)[]] {
  return [asked.map(({ request }) => request.owner), asked.map(({ key }) => key?.text)];
}
