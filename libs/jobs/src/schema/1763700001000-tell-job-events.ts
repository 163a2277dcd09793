import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Every change of a job's state writes an event, in the same statement: no way of changing a state can forget it, and
 * it costs no round trip. The triggers are not even called for heartbeats and for the dispatcher's notes, whose
 * statements do not set the state.
 */
export class TellJobEvents1763700001000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION job_tell() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO event_inbox (topic, owner, subject, job_id, data) VALUES (
          'job.' || CASE
            WHEN TG_OP = 'INSERT' THEN 'created'
            WHEN NEW.state = OLD.state THEN 'cancelling'
            WHEN NEW.state = 'running' THEN 'started'
            WHEN NEW.state <> 'queued' THEN NEW.state
            WHEN NEW.attempt = OLD.attempt THEN 'released'
            ELSE 'retried' END,
          NEW.owner, NEW.subject, NEW.id,
          jsonb_build_object(
            'jobId', NEW.id, 'kind', NEW.kind, 'pool', NEW.pool, 'subject', NEW.subject, 'state', NEW.state,
            'attempt', NEW.attempt, 'maxAttempts', NEW.max_attempts,
            'error', CASE WHEN NEW.error IS NOT NULL AND NEW.state <> 'succeeded' THEN jsonb_build_object(
              'code', NEW.error->>'code', 'error', left(NEW.error->>'message', 500)) END));
        RETURN NULL;
      END $$`);
    await runner.query(`
      CREATE TRIGGER job_created AFTER INSERT ON job FOR EACH ROW EXECUTE FUNCTION job_tell()`);
    await runner.query(`
      CREATE TRIGGER job_changed AFTER UPDATE OF state ON job FOR EACH ROW
      WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION job_tell()`);
    await runner.query(`
      CREATE TRIGGER job_cancelling AFTER UPDATE OF cancel_requested_at ON job FOR EACH ROW
      WHEN (OLD.cancel_requested_at IS NULL AND NEW.cancel_requested_at IS NOT NULL AND OLD.state = 'running'
        AND NEW.state = 'running') EXECUTE FUNCTION job_tell()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION job_tell CASCADE');
  }
}
