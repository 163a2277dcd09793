import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Counts of finished jobs without looking at the whole history, and indexes for what is asked of it often. A job that
 * gets to or leaves a final state adds one line to `job_count_change`: no two transactions meet there, as they would in
 * a row that holds the count. The lines are summed up into `job_count` from time to time.
 *
 * Runs beside writers, however long the history is, hence not in one transaction; each part may be repeated after an
 * interruption. Only the triggers keep writers out, for a moment.
 */
export class CountFinishedJobs1763700000500 implements MigrationInterface {
  readonly name = 'CountFinishedJobs1763700000500';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE IF NOT EXISTS job_count (
        state text NOT NULL,
        pool text NOT NULL,
        jobs bigint NOT NULL,
        PRIMARY KEY (state, pool)
      );
      CREATE TABLE IF NOT EXISTS job_count_change (
        state text NOT NULL,
        pool text NOT NULL,
        change integer NOT NULL
      ) WITH (autovacuum_vacuum_scale_factor = 0.02)`);
    await runner.query(`
      CREATE OR REPLACE FUNCTION job_note_count() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF TG_OP <> 'INSERT' AND OLD.finished_at IS NOT NULL THEN
          INSERT INTO job_count_change VALUES (OLD.state, OLD.pool, -1);
        END IF;
        IF TG_OP <> 'DELETE' AND NEW.finished_at IS NOT NULL THEN
          INSERT INTO job_count_change VALUES (NEW.state, NEW.pool, 1);
        END IF;
        RETURN NULL;
      END $$`);
    await runner.query(`
      CREATE OR REPLACE FUNCTION job_forget_counts() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        DELETE FROM job_count;
        DELETE FROM job_count_change;
        RETURN NULL;
      END $$`);
    await runner.query(`
      CREATE OR REPLACE TRIGGER job_count_update AFTER UPDATE OF state ON job FOR EACH ROW
        WHEN (OLD.state <> NEW.state AND (OLD.finished_at IS NOT NULL OR NEW.finished_at IS NOT NULL))
        EXECUTE FUNCTION job_note_count();
      CREATE OR REPLACE TRIGGER job_count_insert AFTER INSERT ON job FOR EACH ROW
        WHEN (NEW.finished_at IS NOT NULL) EXECUTE FUNCTION job_note_count();
      CREATE OR REPLACE TRIGGER job_count_delete AFTER DELETE ON job FOR EACH ROW
        WHEN (OLD.finished_at IS NOT NULL) EXECUTE FUNCTION job_note_count();
      CREATE OR REPLACE TRIGGER job_count_truncate AFTER TRUNCATE ON job FOR EACH STATEMENT
        EXECUTE FUNCTION job_forget_counts()`);
    // The history before the triggers: all finished jobs but those that they have noted, as one statement sees both.
    await runner.query(`
      INSERT INTO job_count AS known (state, pool, jobs)
      SELECT state, pool, sum(jobs) FROM (
        SELECT state, pool, count(*) AS jobs FROM job WHERE finished_at IS NOT NULL GROUP BY state, pool
        UNION ALL
        SELECT state, pool, -change FROM job_count_change
        UNION ALL
        SELECT state, pool, -jobs FROM job_count) AS uncounted
      GROUP BY state, pool HAVING sum(jobs) <> 0
      ON CONFLICT (state, pool) DO UPDATE SET jobs = known.jobs + excluded.jobs`);
    // What an interruption has left of an index is not valid.
    await runner.query('DROP INDEX CONCURRENTLY IF EXISTS job_pace');
    await runner.query(`
      CREATE INDEX CONCURRENTLY job_pace ON job (pool, kind, finished_at) WHERE state = 'succeeded'`);
    await runner.query('DROP INDEX CONCURRENTLY IF EXISTS job_failed');
    await runner.query(`CREATE INDEX CONCURRENTLY job_failed ON job (id) WHERE state = 'failed'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX job_pace, job_failed`);
    await runner.query(`
      DROP TRIGGER job_count_update ON job;
      DROP TRIGGER job_count_insert ON job;
      DROP TRIGGER job_count_delete ON job;
      DROP TRIGGER job_count_truncate ON job`);
    await runner.query(`DROP FUNCTION job_note_count, job_forget_counts`);
    await runner.query(`DROP TABLE job_count, job_count_change`);
  }
}
