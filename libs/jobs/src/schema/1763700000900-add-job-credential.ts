import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whose rights a job has when it asks for data; null: those of everybody. */
export class AddJobCredential1763700000900 implements MigrationInterface {
  readonly name = 'AddJobCredential1763700000900';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE job ADD COLUMN credential text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE job DROP COLUMN credential');
  }
}
