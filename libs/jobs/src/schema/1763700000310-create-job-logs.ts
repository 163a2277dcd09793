import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What jobs wrote, in pieces: `start_byte` counts in all that an attempt wrote, so that a piece which was left out shows
 * as a gap. An attempt is its fence: a job that was handed back runs under the same number again. Beside it, for how
 * long attempts held a GPU.
 */
export class CreateJobLogs1763700000310 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE job_log (
        job_id uuid NOT NULL REFERENCES job ON DELETE CASCADE,
        fence bigint NOT NULL,
        start_byte bigint NOT NULL,
        bytes integer NOT NULL,
        attempt integer NOT NULL,
        at timestamptz NOT NULL DEFAULT now(),
        text text NOT NULL,
        PRIMARY KEY (job_id, fence, start_byte)
      )`);
    await runner.query(`ALTER TABLE job ADD COLUMN gpu_ms bigint NOT NULL DEFAULT 0`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE job DROP COLUMN gpu_ms`);
    await runner.query(`DROP TABLE job_log`);
  }
}
