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

/**
 * $1 owners, $2 keys, $3 fingerprints, no pair of owner and key twice. A row for each key that was free. Waits as
 * `takeKey` does, for one key after the other in an order that all share, so that no two wait for each other.
 */
export const takeKeys = `
  INSERT INTO job_submission (owner, key, fingerprint)
  SELECT owner, key, fingerprint FROM unnest($1::text[], $2::text[], $3::text[]) AS asked(owner, key, fingerprint)
  ORDER BY owner, key
  ON CONFLICT (owner, key) DO NOTHING RETURNING owner, key`;

/** $1 owners, $2 keys, $3 job ids. */
export const nameJobs = `
  UPDATE job_submission AS known SET job_id = made.job_id
  FROM unnest($1::text[], $2::text[], $3::uuid[]) AS made(owner, key, job_id)
  WHERE known.owner = made.owner AND known.key = made.key`;

/** $1 owners, $2 keys. */
export const findKeys = `
  SELECT known.owner, known.key, job_id AS "jobId", fingerprint
  FROM unnest($1::text[], $2::text[]) AS asked(owner, key)
    JOIN job_submission AS known USING (owner, key)`;
