import { errors } from '@rowhouse/contract';

/** What is stored with an idempotency key. */
export interface KnownKey {
  jobId: string;
  fingerprint: string;
}

/**
 * The job that a key stands for which was taken before. Absent: it went with its job in this moment.
 * @throws IdempotencyKeyReused when it was taken by another request, Conflict when it is gone
 */
export function knownJob(key: string, fingerprint: string, known: KnownKey | undefined): string {
  if (!known) throw errors.Conflict({ reason: `The job of the Idempotency-Key '${key}' was just deleted.` });
  if (known.fingerprint !== fingerprint) throw errors.IdempotencyKeyReused({ key, jobId: known.jobId });
  return known.jobId;
}
