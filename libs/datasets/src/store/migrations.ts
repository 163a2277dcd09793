import type { MigrationSet } from '@rowhouse/database';
import { eventsMigrations } from '@rowhouse/events';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { CreateNamespaces1763700000900 } from '../access/namespace-migration.js';
import { TellDatasetEvents1763700001100 } from './tell-events-migration.js';

/** Datasets, their revisions, the files of each, and the result of every step. */
export class CreateDatasets1763700000000 implements MigrationInterface {
  readonly name = 'CreateDatasets1763700000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE dataset (
        id uuid PRIMARY KEY,
        namespace text NOT NULL,
        name text NOT NULL,
        description text NOT NULL DEFAULT '',
        private boolean NOT NULL DEFAULT false,
        -- what readers see, and what was committed last
        served_revision char(40),
        head_revision char(40),
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        UNIQUE (namespace, name)
      );
      CREATE INDEX dataset_by_update ON dataset (updated_at DESC, id DESC);

      CREATE TABLE revision (
        dataset_id uuid NOT NULL REFERENCES dataset ON DELETE CASCADE,
        revision char(40) NOT NULL,
        number integer NOT NULL,
        parent char(40),
        message text NOT NULL,
        author text NOT NULL,
        state text NOT NULL CHECK (state IN ('processing', 'ready', 'failed', 'superseded')),
        pending_steps integer NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        finished_at timestamptz,
        PRIMARY KEY (dataset_id, revision),
        UNIQUE (dataset_id, number)
      );

      CREATE TABLE revision_file (
        dataset_id uuid NOT NULL,
        revision char(40) NOT NULL,
        path text NOT NULL,
        blob_key text NOT NULL,
        size bigint NOT NULL,
        sha256 char(64) NOT NULL,
        -- null for files that are not tables
        config text,
        split text,
        PRIMARY KEY (dataset_id, revision, path),
        FOREIGN KEY (dataset_id, revision) REFERENCES revision ON DELETE CASCADE
      );

      CREATE TABLE step_result (
        dataset_id uuid NOT NULL,
        revision char(40) NOT NULL,
        step text NOT NULL,
        config text NOT NULL,
        split text NOT NULL,
        version integer NOT NULL,
        state text NOT NULL CHECK (state IN ('pending', 'succeeded', 'failed')),
        waiting_for integer NOT NULL CHECK (waiting_for >= 0),
        job_id uuid,
        -- json, not jsonb: the order of keys and every digit of a number are part of the answer
        content json,
        error jsonb,
        finished_at timestamptz,
        PRIMARY KEY (dataset_id, revision, step, config, split),
        FOREIGN KEY (dataset_id, revision) REFERENCES revision ON DELETE CASCADE
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE step_result, revision_file, revision, dataset');
  }
}

export const datasetsMigrations: MigrationSet = {
  name: 'datasets',
  migrations: [CreateDatasets1763700000000, CreateNamespaces1763700000900, TellDatasetEvents1763700001100],
  needs: [eventsMigrations],
};
