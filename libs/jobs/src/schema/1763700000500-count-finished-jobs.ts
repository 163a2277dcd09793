import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Counts of finished jobs without looking at the whole history, and indexes for what is asked of it often. A job that
 * gets to or leaves a final state adds one line to `job_count_change`: no two transactions meet there, as they would in
 * a row that holds the count. The lines are summed up into `job_count` from time to time.
 */
export class CountFinishedJobs1763700000500 implements MigrationInterface {
  readonly name = 'CountFinishedJobs1763700000500';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE job_count (
        state text NOT NULL,
        pool text NOT NULL,
        jobs bigint NOT NULL,
        PRIMARY KEY (state, pool)
      );
      CREATE TABLE job_count_change (
        state text NOT NULL,
        pool text NOT NULL,
        change integer NOT NULL
      ) WITH (autovacuum_vacuum_scale_factor = 0.02)`);
    await runner.query(`
      CREATE FUNCTION job_note_count() RETURNS trigger LANGUAGE plpgsql AS $$
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
      CREATE FUNCTION job_forget_counts() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        DELETE FROM job_count;
        DELETE FROM job_count_change;
        RETURN NULL;
      END $$`);
    // Creating a trigger keeps writers out until the commit: what the history holds is counted just once.
    await runner.query(`
      CREATE TRIGGER job_count_update AFTER UPDATE OF state ON job FOR EACH ROW
        WHEN (OLD.state <> NEW.state AND (OLD.finished_at IS NOT NULL OR NEW.finished_at IS NOT NULL))
        EXECUTE FUNCTION job_note_count();
      CREATE TRIGGER job_count_insert AFTER INSERT ON job FOR EACH ROW
        WHEN (NEW.finished_at IS NOT NULL) EXECUTE FUNCTION job_note_count();
      CREATE TRIGGER job_count_delete AFTER DELETE ON job FOR EACH ROW
        WHEN (OLD.finished_at IS NOT NULL) EXECUTE FUNCTION job_note_count();
      CREATE TRIGGER job_count_truncate AFTER TRUNCATE ON job FOR EACH STATEMENT
        EXECUTE FUNCTION job_forget_counts()`);
    await runner.query(`
      INSERT INTO job_count SELECT state, pool, count(*) FROM job WHERE finished_at IS NOT NULL GROUP BY state, pool`);
    await runner.query(`
      CREATE INDEX job_pace ON job (pool, kind, finished_at) WHERE state = 'succeeded';
      CREATE INDEX job_failed ON job (id) WHERE state = 'failed'`);
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
