import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who wants to be told of events by a request, and each event on its way to one of them. */
export class CreateWebhooks1763700000350 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE webhook (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        owner text NOT NULL,
        url text NOT NULL,
        events text[] NOT NULL,
        dataset text,
        secret text NOT NULL,
        -- it hears of events after this position
        since bigint NOT NULL,
        enabled_at timestamptz NOT NULL DEFAULT now(),
        disabled_at timestamptz,
        disabled_reason text,
        failing_since timestamptz,
        created_at timestamptz NOT NULL DEFAULT now(),
        CHECK ((disabled_at IS NULL) = (disabled_reason IS NULL))
      )`);
    await runner.query('CREATE INDEX webhook_by_owner ON webhook (owner, created_at)');
    await runner.query(`
      CREATE TABLE webhook_delivery (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        webhook_id uuid NOT NULL REFERENCES webhook ON DELETE CASCADE,
        position bigint NOT NULL,
        topic text NOT NULL,
        -- exactly what is sent in every attempt
        body text NOT NULL,
        state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'delivered', 'failed')),
        attempt integer NOT NULL DEFAULT 0,
        next_at timestamptz DEFAULT now(),
        attempts jsonb NOT NULL DEFAULT '[]',
        created_at timestamptz NOT NULL DEFAULT now(),
        finished_at timestamptz,
        UNIQUE (webhook_id, position),
        CHECK ((state = 'pending') = (next_at IS NOT NULL)),
        CHECK ((state = 'pending') = (finished_at IS NULL))
      )`);
    await runner.query('CREATE INDEX webhook_delivery_log ON webhook_delivery (webhook_id, id)');
    await runner.query(
      `CREATE INDEX webhook_delivery_pending ON webhook_delivery (webhook_id, id) WHERE state = 'pending'`,
    );
    await runner.query(`
      CREATE TABLE webhook_cursor (
        -- events up to here have become deliveries
        position bigint NOT NULL,
        one_row boolean PRIMARY KEY DEFAULT true CHECK (one_row)
      )`);
    await runner.query('INSERT INTO webhook_cursor (position) SELECT position FROM event_position');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE webhook_cursor, webhook_delivery, webhook');
  }
}
