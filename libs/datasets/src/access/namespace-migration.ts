import type { MigrationInterface, QueryRunner } from 'typeorm';

/** To whom namespaces belong, and a notification for every change of who may read a dataset. */
export class CreateNamespaces1763700000900 implements MigrationInterface {
  readonly name = 'CreateNamespaces1763700000900';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE namespace (
        name text PRIMARY KEY,
        owner text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      );

      CREATE FUNCTION dataset_access_changed() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE
          changed record := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
        BEGIN
          PERFORM pg_notify('rowhouse_dataset_access', changed.namespace || '/' || changed.name);
          RETURN NULL;
        END $$;
      CREATE TRIGGER dataset_access_changed AFTER INSERT OR DELETE OR UPDATE OF private ON dataset
        FOR EACH ROW EXECUTE FUNCTION dataset_access_changed();

      CREATE FUNCTION namespace_changed() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          PERFORM pg_notify('rowhouse_dataset_access', '');
          RETURN NULL;
        END $$;
      CREATE TRIGGER namespace_changed AFTER INSERT OR UPDATE OR DELETE ON namespace
        FOR EACH STATEMENT EXECUTE FUNCTION namespace_changed();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER dataset_access_changed ON dataset;
      DROP TABLE namespace;
      DROP FUNCTION dataset_access_changed();
      DROP FUNCTION namespace_changed()`);
  }
}
