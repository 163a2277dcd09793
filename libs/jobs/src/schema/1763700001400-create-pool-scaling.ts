import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the autoscaler tells of each pool, for people to see; nothing is decided by it. */
export class CreatePoolScaling1763700001400 implements MigrationInterface {
  readonly name = 'CreatePoolScaling1763700001400';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE pool_scaling (
        pool text PRIMARY KEY,
        status jsonb,
        error jsonb,
        changes jsonb NOT NULL DEFAULT '[]',
        told_at timestamptz NOT NULL DEFAULT now()
      ) WITH (fillfactor = 50)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE pool_scaling`);
  }
}
