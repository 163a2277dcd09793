import type { MigrationInterface, QueryRunner } from 'typeorm';

export class QueueMessage1763700000000 implements MigrationInterface {
  readonly name = 'QueueMessage1763700000000';

  async up(runner: QueryRunner): Promise<void> {
    // Rows come and go at once: room for in-place updates and an eager vacuum keep the table small.
    await runner.query(`
      CREATE TABLE queue_message (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        pool text NOT NULL,
        job_id text NOT NULL,
        attempt integer NOT NULL,
        delivery_count integer NOT NULL DEFAULT 0,
        visible_at timestamptz NOT NULL DEFAULT now(),
        holder uuid,
        dead_at timestamptz
      ) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500)`);
    await runner.query(`
      COMMENT ON TABLE queue_message IS 'Job messages on their way to a worker; without RabbitMQ only';
      COMMENT ON COLUMN queue_message.visible_at IS 'From then on it may be delivered; held ones push it ahead';
      COMMENT ON COLUMN queue_message.holder IS 'The consumer that has it, null when none';
      COMMENT ON COLUMN queue_message.dead_at IS 'Since then it is a dead letter, kept to be looked at'`);
    await runner.query('CREATE INDEX queue_message_live ON queue_message (pool, id) WHERE dead_at IS NULL');
    await runner.query('CREATE INDEX queue_message_dead ON queue_message (pool) WHERE dead_at IS NOT NULL');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE queue_message');
  }
}
