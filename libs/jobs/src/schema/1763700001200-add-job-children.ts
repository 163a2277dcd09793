import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Jobs made of others. A parent has `children`, how many it was made with; a child has its parent and its place there.
 * All three are null for other jobs, so that a version that knows none of them goes on.
 */
export class AddJobChildren1763700001200 implements MigrationInterface {
  readonly name = 'AddJobChildren1763700001200';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE job ADD COLUMN parent_id uuid REFERENCES job ON DELETE CASCADE,
        ADD COLUMN place integer, ADD COLUMN children integer`);
    await runner.query(`CREATE INDEX job_by_parent ON job (parent_id, place) WHERE parent_id IS NOT NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX job_by_parent`);
    await runner.query(`ALTER TABLE job DROP COLUMN parent_id, DROP COLUMN place, DROP COLUMN children`);
  }
}
