import type { Database } from '@rowhouse/database';

/** The tables in which the database itself notes what happens to jobs, whoever does it. */
export async function createRecords(db: Database): Promise<void> {
  const statements = [
    // Without a unique key: an effect that happens twice is to be seen, not prevented.
    `CREATE TABLE fault_effect (job_id uuid NOT NULL, fence bigint NOT NULL)`,
    `CREATE TABLE fault_transition (
       place bigint GENERATED ALWAYS AS IDENTITY, job_id uuid NOT NULL, from_state text, to_state text NOT NULL)`,
    `CREATE FUNCTION fault_note_transition() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN
       IF TG_OP = 'INSERT' THEN
         INSERT INTO fault_transition (job_id, to_state) VALUES (NEW.id, NEW.state);
       ELSIF OLD.state <> NEW.state THEN
         INSERT INTO fault_transition (job_id, from_state, to_state) VALUES (NEW.id, OLD.state, NEW.state);
       END IF;
       RETURN NULL;
     END $$`,
    `CREATE TRIGGER fault_note_transition AFTER INSERT OR UPDATE ON job
     FOR EACH ROW EXECUTE FUNCTION fault_note_transition()`,
  ];
  for (const statement of statements) await db.primary.query(statement);
}

export interface RecordedJob {
  id: string;
  kind: string;
  state: string;
  fence: string;
  worker: string | null;
  errorCode: string | null;
}

export async function recordedJobs(db: Database): Promise<RecordedJob[]> {
  const { rows } = await db.primary.query<RecordedJob>(
    `SELECT id, kind, state, fence::text, worker, error->>'code' AS "errorCode" FROM job ORDER BY id`,
  );
  return rows;
}

export async function recordedTransitions(db: Database) {
  const { rows } = await db.primary.query<{ jobId: string; from: string | null; to: string }>(
    `SELECT job_id AS "jobId", from_state AS "from", to_state AS "to" FROM fault_transition ORDER BY place`,
  );
  return rows;
}

export async function recordedEffects(db: Database): Promise<string[]> {
  const { rows } = await db.primary.query<{ id: string }>('SELECT job_id AS id FROM fault_effect');
  return rows.map(({ id }) => id);
}
