import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which job an owner's idempotency key stands for, and what was asked for with it. */
export class CreateJobSubmissions1763700000200 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE job_submission (
        owner text NOT NULL,
        key text NOT NULL,
        -- SHA-256 of the request, in hex
        fingerprint char(64) NOT NULL,
        -- null only inside the transaction that makes both
        job_id uuid REFERENCES job ON DELETE CASCADE,
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (owner, key)
      )`);
    await runner.query(`CREATE INDEX job_submission_by_job ON job_submission (job_id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE job_submission`);
  }
}
