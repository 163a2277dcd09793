import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Every change of a dataset, its revisions and its steps writes an event, in the same statement. Those of datasets and
 * revisions wake the keeper of the log; steps end together with their jobs, which do so already.
 */
export class TellDatasetEvents1763700001100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // The owner of a namespace may know of its private datasets; a namespace of nobody gives '', which is nobody.
    await runner.query(`
      CREATE FUNCTION dataset_event(topic text, dataset dataset, data jsonb) RETURNS void LANGUAGE sql AS $$
        INSERT INTO event_inbox (topic, owner, subject, private, data) VALUES (
          topic, coalesce((SELECT n.owner FROM namespace n WHERE n.name = dataset.namespace), ''),
          dataset.namespace || '/' || dataset.name, dataset.private,
          jsonb_build_object('dataset', dataset.namespace || '/' || dataset.name) || data)
      $$`);
    await tellDatasets(runner);
    await tellRevisions(runner);
    await tellSteps(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION dataset_tell, revision_tell, step_tell CASCADE');
    await runner.query('DROP FUNCTION dataset_event');
  }
}

async function tellDatasets(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE FUNCTION dataset_tell() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'INSERT' THEN
        PERFORM dataset_event('dataset.created', NEW, jsonb_build_object('private', NEW.private));
      ELSIF TG_OP = 'DELETE' THEN
        PERFORM dataset_event('dataset.deleted', OLD, '{}');
      ELSE
        IF OLD.description <> NEW.description OR OLD.private <> NEW.private THEN
          PERFORM dataset_event('dataset.changed', NEW, jsonb_build_object('private', NEW.private,
            'changed', to_jsonb(array_remove(ARRAY[
              CASE WHEN OLD.description <> NEW.description THEN 'description' END,
              CASE WHEN OLD.private <> NEW.private THEN 'private' END], NULL))));
        END IF;
        IF NEW.served_revision IS DISTINCT FROM OLD.served_revision THEN
          PERFORM dataset_event('dataset.served', NEW, jsonb_build_object(
            'revision', NEW.served_revision, 'previous', OLD.served_revision));
        END IF;
      END IF;
      PERFORM pg_notify('rowhouse_datasets', '');
      RETURN NULL;
    END $$`);
  await runner.query(`
    CREATE TRIGGER dataset_made_or_gone AFTER INSERT OR DELETE ON dataset
    FOR EACH ROW EXECUTE FUNCTION dataset_tell()`);
  await runner.query(`
    CREATE TRIGGER dataset_changed AFTER UPDATE OF description, private, served_revision ON dataset
    FOR EACH ROW EXECUTE FUNCTION dataset_tell()`);
}

async function tellRevisions(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE FUNCTION revision_tell() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
      owner dataset := (SELECT d FROM dataset d WHERE d.id = NEW.dataset_id);
      facts jsonb := jsonb_build_object('revision', NEW.revision, 'number', NEW.number, 'state', NEW.state);
    BEGIN
      IF TG_OP = 'INSERT' THEN
        PERFORM dataset_event('dataset.committed', owner, facts || jsonb_build_object(
          'parent', NEW.parent, 'message', NEW.message, 'author', NEW.author));
      END IF;
      IF NEW.state <> 'processing' THEN
        PERFORM dataset_event('dataset.processed', owner, facts);
      END IF;
      PERFORM pg_notify('rowhouse_datasets', '');
      RETURN NULL;
    END $$`);
  await runner.query(`
    CREATE TRIGGER revision_made AFTER INSERT ON revision FOR EACH ROW EXECUTE FUNCTION revision_tell()`);
  await runner.query(`
    CREATE TRIGGER revision_changed AFTER UPDATE OF state ON revision FOR EACH ROW
    WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION revision_tell()`);
}

/** A revision that is left out says so itself; its thousands of steps need not. */
async function tellSteps(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE FUNCTION step_tell() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM dataset_event('dataset.step.' || NEW.state, d, jsonb_build_object(
        'revision', NEW.revision, 'step', NEW.step,
        'config', nullif(NEW.config, ''), 'split', nullif(NEW.split, ''), 'jobId', NEW.job_id,
        'error', CASE WHEN NEW.error IS NOT NULL THEN jsonb_build_object(
          'code', NEW.error->>'code', 'error', left(NEW.error->>'message', 500)) END))
      FROM dataset d WHERE d.id = NEW.dataset_id;
      RETURN NULL;
    END $$`);
  await runner.query(`
    CREATE TRIGGER step_ended AFTER UPDATE OF state ON step_result FOR EACH ROW
    WHEN (OLD.state = 'pending' AND NEW.state <> 'pending'
      AND NEW.error->>'code' IS DISTINCT FROM 'RevisionSuperseded')
    EXECUTE FUNCTION step_tell()`);
}
