/** $1 job id, $2 fence, $3 start byte, $4 bytes, $5 attempt, $6 text. A piece that was stored before is not stored twice. */
export const insertPiece = `
  INSERT INTO job_log (job_id, fence, start_byte, bytes, attempt, text) VALUES ($1, $2, $3, $4, $5, $6)
  ON CONFLICT DO NOTHING`;

/** $1 job id, $2 fence, $3 first byte, $4 end: what begins between them goes. */
export const deletePieces = `
  DELETE FROM job_log WHERE job_id = $1 AND fence = $2 AND start_byte >= $3 AND start_byte < $4`;

/** $1 job id, $2 fence, $3 start byte: what comes after that piece; $4 attempt or null for all, $5 most pieces. */
export const readPieces = `
  SELECT fence, start_byte, bytes, attempt, at, text FROM job_log
  WHERE job_id = $1 AND (fence, start_byte) > ($2::bigint, $3::bigint) AND ($4::int IS NULL OR attempt = $4)
  ORDER BY fence, start_byte LIMIT $5`;
