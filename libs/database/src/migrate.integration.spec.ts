import { type FreshDatabase, freshDatabase } from '@rowhouse/testing';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { settingsFor } from '../test/settings.js';
import { Database } from './database.js';
import { type MigrationClass, migrate } from './migrate.js';

/** A migration of the given name and statements. */
function migration(name: string, statements: string[], transaction?: boolean): MigrationClass {
  return class implements MigrationInterface {
    readonly name = name;
    readonly transaction = transaction;
    async up(session: QueryRunner): Promise<void> {
      for (const statement of statements) await session.query(statement);
    }
    async down(): Promise<void> {}
  };
}

describe('migrations', () => {
  let database: FreshDatabase;
  let db: Database;

  beforeAll(async () => {
    database = await freshDatabase();
    db = await Database.connect(settingsFor(database.url));
  }, 60_000);

  afterAll(async () => {
    await db?.close();
    await database?.drop();
  });

  it('are applied once each when three runners come at once, sets in their order', async () => {
    const jobs = {
      name: 'jobs',
      migrations: [
        migration('FillJobs1700000000002', ['INSERT INTO job VALUES (1)', 'SELECT pg_sleep(0.1)']),
        migration('CreateJobs1700000000001', ['CREATE TABLE job (id int)', 'SELECT pg_sleep(0.1)']),
      ],
    };
    const datasets = {
      name: 'datasets',
      migrations: [
        migration('CopyJobs1600000000000', ['CREATE TABLE copied AS SELECT * FROM job']),
        // Waits for every older snapshot: it must not wait for runners that wait for their turn.
        migration('IndexJobs1600000000001', ['CREATE INDEX CONCURRENTLY job_id ON job (id)'], false),
      ],
    };
    const run = () => migrate(database.url, [jobs, datasets]);
    const runs = await Promise.all([run(), run(), run()]);
    expect(runs.flat().sort()).toEqual([
      'datasets/CopyJobs1600000000000',
      'datasets/IndexJobs1600000000001',
      'jobs/CreateJobs1700000000001',
      'jobs/FillJobs1700000000002',
    ]);
    expect((await db.primary.query('SELECT * FROM copied')).rows).toEqual([{ id: 1 }]);
    expect(await run()).toEqual([]);
  }, 60_000);

  it('run the sets that others need before those, once, whoever names them', async () => {
    const ground = {
      name: 'ground',
      migrations: [migration('Lay1700000000009', ['CREATE TABLE laid (id int)'])],
    };
    const fill = (name: string, id: number) => ({
      name,
      needs: [ground],
      migrations: [migration(`Fill1700000000001`, [`INSERT INTO laid VALUES (${id})`])],
    });
    expect(await migrate(database.url, [fill('one', 1), ground, fill('two', 2)])).toEqual([
      'ground/Lay1700000000009',
      'one/Fill1700000000001',
      'two/Fill1700000000001',
    ]);
  }, 60_000);

  it('name the one that failed, keep those before it, and go on from there', async () => {
    const made = migration('MakeA1700000000001', ['CREATE TABLE made (id int)']);
    const broken = migration('Break1700000000002', ['CREATE TABLE half (id int)', 'SELECT 1/0']);
    const failing = migrate(database.url, [{ name: 'broken', migrations: [made, broken] }]);
    await expect(failing).rejects.toMatchObject({
      name: 'MigrationFailed',
      set: 'broken',
      migration: 'Break1700000000002',
      message: expect.stringContaining('division by zero'),
    });
    const tables = await db.primary.query<{ made: boolean; half: boolean }>(
      "SELECT to_regclass('made') IS NOT NULL AS made, to_regclass('half') IS NOT NULL AS half",
    );
    expect(tables.rows).toEqual([{ made: true, half: false }]);
    const mended = migration('Break1700000000002', ['CREATE TABLE half (id int)']);
    expect(await migrate(database.url, [{ name: 'broken', migrations: [made, mended] }])).toEqual([
      'broken/Break1700000000002',
    ]);
  }, 60_000);

  it('refuse set names that are no table name or come twice', async () => {
    const set = (name: string) => ({ name, migrations: [] });
    await expect(migrate(database.url, [set('Bad Name')])).rejects.toThrow('Bad Name');
    await expect(migrate(database.url, [set('twice'), set('twice')])).rejects.toThrow('twice');
  });
});
