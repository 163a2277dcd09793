import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What happened, to be told to whoever follows.
 *
 * - A change writes its event into `event_inbox`, in its own transaction and without an index to keep up to date.
 *   Identities are given before a commit, so in the inbox a smaller one may appear after a greater one.
 * - One process at a time moves committed events to `event` and gives them positions under the lock of the one row of
 *   `event_position`: positions have no gaps, and a greater one never appears before a smaller one.
 * - Rows of the inbox live for milliseconds: it is vacuumed early and often.
 */
export class CreateEventLog1763700000300 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE event_inbox (
        id bigint GENERATED ALWAYS AS IDENTITY,
        at timestamptz NOT NULL DEFAULT now(),
        topic text NOT NULL,
        owner text NOT NULL,
        subject text,
        job_id uuid,
        private boolean NOT NULL DEFAULT false,
        data jsonb NOT NULL
      ) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000)`);
    await runner.query(`
      CREATE TABLE event (
        position bigint PRIMARY KEY,
        at timestamptz NOT NULL,
        topic text NOT NULL,
        owner text NOT NULL,
        subject text,
        job_id uuid,
        private boolean NOT NULL,
        data jsonb NOT NULL
      )`);
    await runner.query(`
      COMMENT ON COLUMN event.topic IS 'Words with dots between them, the first is job or dataset';
      COMMENT ON COLUMN event.owner IS 'Of the job, or of the namespace of the dataset; empty when that has none';
      COMMENT ON COLUMN event.subject IS 'The dataset, namespace/name';
      COMMENT ON COLUMN event.job_id IS 'Of events of jobs only';
      COMMENT ON COLUMN event.private IS 'Whether its dataset was private when it happened'`);
    await runner.query('CREATE INDEX event_by_job ON event (job_id, position) WHERE job_id IS NOT NULL');
    await runner.query('CREATE INDEX event_by_owner ON event (owner, position) WHERE job_id IS NOT NULL');
    await runner.query('CREATE INDEX event_by_dataset ON event (subject, position) WHERE job_id IS NULL');
    await runner.query(`
      CREATE TABLE event_position (
        -- of the last event
        position bigint NOT NULL,
        -- events up to here may have been deleted
        pruned_to bigint NOT NULL,
        one_row boolean PRIMARY KEY DEFAULT true CHECK (one_row)
      )`);
    await runner.query('INSERT INTO event_position (position, pruned_to) VALUES (0, 0)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE event_position, event, event_inbox');
  }
}
