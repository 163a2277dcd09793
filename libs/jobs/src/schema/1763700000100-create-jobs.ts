import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Tables of the job life cycle.
 *
 * - `rank_at` is when a job would be due if each step of priority were a minute of waiting: ordering by it
 *   is priority with ageing, and it stays true when the priority is changed later.
 * - No index holds `lease_until` or `progress`, and a part of each page is kept free, so that a heartbeat
 *   rewrites the row in place (a heap-only update). Expired leases are found among the few running jobs.
 * - The table is vacuumed and analyzed early: a backlog comes and goes within minutes.
 * - Waiting, dispatched and running jobs have partial indexes of their own: the history may grow without
 *   making dispatching slower.
 */
export class CreateJobs1763700000100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE SEQUENCE job_fence AS bigint CACHE 1`);
    await runner.query(`
      CREATE FUNCTION job_new_id() RETURNS uuid LANGUAGE sql VOLATILE PARALLEL SAFE AS $$
        -- UUID version 7 (RFC 9562, method 3): milliseconds, then their fraction in 12 bits, then chance.
        SELECT encode(
          overlay(
            overlay(
              uuid_send(gen_random_uuid())
              PLACING substring(int8send(micros / 1000) FROM 3 FOR 6) FROM 1 FOR 6)
            PLACING substring(int8send(28672 + (micros % 1000) * 4096 / 1000) FROM 7 FOR 2) FROM 7 FOR 2),
          'hex')::uuid
        FROM (SELECT floor(extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS micros) AS clock
      $$`);
    await runner.query(`
      CREATE TABLE job (
        id uuid PRIMARY KEY DEFAULT job_new_id(),
        kind text NOT NULL,
        pool text NOT NULL CHECK (pool ~ '^[a-z0-9-]{1,63}$'),
        state text NOT NULL DEFAULT 'queued'
          CHECK (state IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
        priority integer NOT NULL DEFAULT 0 CHECK (priority BETWEEN -100 AND 100),
        owner text NOT NULL,
        subject text,
        params jsonb NOT NULL,
        attempt integer NOT NULL DEFAULT 1 CHECK (attempt >= 1),
        max_attempts integer NOT NULL CHECK (max_attempts >= 1),
        fence bigint NOT NULL DEFAULT 0,
        run_at timestamptz NOT NULL,
        rank_at timestamp NOT NULL
          GENERATED ALWAYS AS ((run_at AT TIME ZONE 'UTC') - priority * interval '60 seconds') STORED,
        dispatched_at timestamptz,
        lease_until timestamptz,
        worker text,
        progress jsonb NOT NULL DEFAULT '{}',
        error jsonb,
        result jsonb,
        history jsonb NOT NULL DEFAULT '[]',
        cancel_requested_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT now(),
        started_at timestamptz,
        finished_at timestamptz,
        cpu_ms bigint NOT NULL DEFAULT 0,
        CHECK ((state = 'running') = (lease_until IS NOT NULL)),
        CHECK ((state IN ('succeeded', 'failed', 'cancelled')) = (finished_at IS NOT NULL))
      ) WITH (
        fillfactor = 80,
        autovacuum_vacuum_scale_factor = 0.02,
        autovacuum_analyze_scale_factor = 0.02)`);
    await runner.query(`
      CREATE INDEX job_waiting_by_owner ON job (pool, owner, rank_at, id)
        WHERE state = 'queued' AND dispatched_at IS NULL`);
    await runner.query(`
      CREATE INDEX job_waiting_by_time ON job (pool, run_at)
        WHERE state = 'queued' AND dispatched_at IS NULL`);
    await runner.query(`
      CREATE INDEX job_dispatched ON job (pool, dispatched_at)
        WHERE state = 'queued' AND dispatched_at IS NOT NULL`);
    await runner.query(`CREATE INDEX job_running ON job (pool, owner) WHERE state = 'running'`);
    await runner.query(`CREATE INDEX job_by_state ON job (state, pool, id)`);
    await runner.query(`CREATE INDEX job_by_owner ON job (owner, id)`);
    await runner.query(`CREATE INDEX job_by_subject ON job (subject, id) WHERE subject IS NOT NULL`);
    await runner.query(`
      CREATE TABLE worker (
        id text PRIMARY KEY,
        pool text NOT NULL,
        host text NOT NULL,
        concurrency integer NOT NULL DEFAULT 1,
        running integer NOT NULL DEFAULT 0,
        started_at timestamptz NOT NULL DEFAULT now(),
        last_seen timestamptz NOT NULL DEFAULT now()
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE worker`);
    await runner.query(`DROP TABLE job`);
    await runner.query(`DROP FUNCTION job_new_id()`);
    await runner.query(`DROP SEQUENCE job_fence`);
  }
}
