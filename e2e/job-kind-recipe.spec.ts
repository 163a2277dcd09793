import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Database, Sql } from '@rowhouse/database';
import { JobStore } from '@rowhouse/jobs';
import { type TempDir, tempDir, waitFor } from '@rowhouse/testing';
import type { Answer } from './house/client.js';
import { Rowhouse } from './house/rowhouse.js';
import { serviceCommand } from './house/service.js';

const repository = fileURLToPath(new URL('..', import.meta.url));
const readme = readFileSync(join(repository, 'services/worker/README.md'), 'utf8');

/** The code blocks of the README's section, in their order. */
function blocks(language: string): string[] {
  const section = /\n### To add one\n([\s\S]*?)\n### /.exec(readme)?.[1] ?? '';
  const found = section.matchAll(new RegExp(`^( *)\`\`\`${language}\n([\\s\\S]*?)^ *\`\`\`$`, 'gm'));
  return [...found].map(([, indent = '', code = '']) => code.replaceAll(new RegExp(`^${indent}`, 'gm'), ''));
}

describe('the recipe for a job kind in the README of the worker', () => {
  let folder: TempDir;
  let rowhouse: Rowhouse;
  let database: Database;
  let countDown: (jobs: JobStore, tx: Sql, from: number) => Promise<string>;

  beforeAll(async () => {
    folder = await tempDir();
    const [kind = '', creation = '', ...more] = blocks('ts');
    expect([kind, creation, more]).toEqual([
      expect.stringContaining('@JobKind('),
      expect.stringContaining('jobs.create('),
      [],
    ]);
    const write = (name: string, text: string) => writeFile(join(folder.path, name), text);
    await write('countdown.ts', kind);
    await write('count-down.ts', creation);
    await write('package.json', '{ "type": "module" }');
    await symlink(join(repository, 'node_modules'), join(folder.path, 'node_modules'));
    const flags =
      '--strict --experimentalDecorators --module nodenext --target es2024 --types node --skipLibCheck --rootDir .';
    const tsc = join(repository, 'node_modules/.bin/tsc');
    execFileSync(tsc, [...flags.split(' '), 'countdown.ts', 'count-down.ts'], { cwd: folder.path });
    const setting = /^WORKER_KIND_MODULES=\/rowhouse\/kinds(\/countdown\.js)$/m.exec(blocks('sh')[0] ?? '');
    const env = { WORKER_KIND_MODULES: join(folder.path, setting?.[1] ?? '') };
    rowhouse = await Rowhouse.start({ queue: 'postgres', env });
    database = await rowhouse.database();
    ({ countDown } = await import(pathToFileURL(join(folder.path, 'count-down.js')).href));
  }, 180_000);

  afterAll(async () => {
    await database?.close();
    await rowhouse?.stop();
    await folder?.remove();
  }, 60_000);

  const create = (from: number) => database.write((tx) => countDown(new JobStore(database), tx, from));
  const ended = (id: string): Promise<Answer['json']> =>
    waitFor(
      async () => {
        const { json } = await rowhouse.client.get(`/admin/jobs/${id}`);
        return json?.finishedAt && json;
      },
      { what: `the job ${id} to end`, deadlineMs: 150_000 },
    );

  it('makes a kind that a real worker runs', async () => {
    const id = await create(3);
    const job = await ended(id);
    expect(job).toMatchObject({
      kind: 'countdown',
      state: 'succeeded',
      maxAttempts: 2,
      result: { steps: 3 },
    });
    const logs = await waitFor(
      async () => {
        const { json } = await rowhouse.client.get(`/admin/jobs/${id}/logs`);
        return json?.items?.length > 0 && json;
      },
      { what: 'the log to reach the replica' },
    );
    expect(logs.items[0]).toMatchObject({ attempt: 1, skippedBytes: 0, text: '3 to go\n2 to go\n1 to go\n' });
  }, 120_000);

  it('refuses parameters that are not those of its schema', async () => {
    expect(await ended(await create(0))).toMatchObject({
      state: 'failed',
      error: { code: 'InvalidParameter', message: expect.stringContaining("not those of 'countdown'") },
    });
  }, 120_000);

  it('ends the start of a worker with a sentence when its module is not there', () => {
    const [program = '', ...args] = serviceCommand('worker');
    const { status, stdout, stderr } = spawnSync(program, args, {
      cwd: repository,
      env: {
        PATH: process.env.PATH ?? '',
        DATABASE_URL: rowhouse.databaseUrl,
        BLOB_URL: `file://${folder.path}/blobs`,
        SCRATCH_DIR: join(folder.path, 'scratch'),
        WORKER_KIND_MODULES: join(folder.path, 'forgotten.js'),
      },
      encoding: 'utf8',
      timeout: 150_000,
    });
    expect(status).toBe(1);
    expect(`${stdout}${stderr}`).toMatch(/forgotten\.js' of WORKER_KIND_MODULES can't be loaded/);
  }, 120_000);
});
