/**
 * $1 owner, $2 key, $3 fingerprint. No row: the key is taken. Waits for a transaction that is taking it just now, so
 * that the next statement sees what that one stored.
 */
export const takeKey = `
  INSERT INTO job_submission (owner, key, fingerprint) VALUES ($1, $2, $3)
  ON CONFLICT (owner, key) DO NOTHING RETURNING key`;

/** $1 owner, $2 key, $3 job id. */
export const nameJob = `UPDATE job_submission SET job_id = $3 WHERE owner = $1 AND key = $2`;

/** $1 owner, $2 key. */
export const findKey = `
  SELECT job_id AS "jobId", fingerprint FROM job_submission WHERE owner = $1 AND key = $2`;
