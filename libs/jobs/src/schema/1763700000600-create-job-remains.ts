import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Jobs whose worker vanished, so that nobody removed what the attempt had written. Almost always empty: a later attempt
 * removes the files of earlier ones, and a worker of the pool those of jobs that had no later attempt.
 */
export class CreateJobRemains1763700000600 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE job_remains (
        job_id uuid PRIMARY KEY REFERENCES job ON DELETE CASCADE,
        pool text NOT NULL
      )`);
    await runner.query(`CREATE INDEX job_remains_by_pool ON job_remains (pool)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE job_remains`);
  }
}
