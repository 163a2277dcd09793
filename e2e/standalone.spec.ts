import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort, type TempDir, tempDir, waitFor } from '@rowhouse/testing';
import { Client } from './house/client.js';
import { vega } from './house/vega.js';

describe('the laptop', () => {
  let home: TempDir;
  let port: number;
  let supervisor: ChildProcess;
  let output: string;
  beforeAll(async () => {
    home = await tempDir();
    port = await freePort();
  });
  afterEach(async () => {
    // One that a failed test left running would only spoil the next.
    if (supervisor?.exitCode !== null || supervisor.signalCode !== null) return;
    const exited = once(supervisor, 'exit');
    supervisor.kill('SIGINT');
    await exited;
  }, 60_000);
  afterAll(() => home?.remove());

  const start = async (env: Record<string, string> = {}) => {
    output = '';
    supervisor = spawn(process.execPath, ['services/standalone/dist/main.js'], {
      env: { PATH: process.env.PATH ?? '', ROWHOUSE_HOME: home.path, ROWHOUSE_PORT: String(port), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [supervisor.stdout, supervisor.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        output += chunk.toString();
      });
    }
    await waitFor(() => /ready at/.test(output) || supervisor.exitCode !== null, {
      what: 'the supervisor to say where it is',
      deadlineMs: 90_000,
    });
    expect(output).toContain(`Rowhouse is ready at http://127.0.0.1:${port}`);
    return new Client(`http://127.0.0.1:${port}`);
  };
  const databasePid = async () =>
    Number((await readFile(join(home.path, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0]);
  const stop = async () => {
    supervisor.kill('SIGINT');
    const [code] = await once(supervisor, 'exit');
    expect(code).toBe(0);
  };

  it('starts, has a sample, takes data, stops cleanly and keeps the data', async () => {
    const first = await start();
    const sample = await waitFor(
      async () => {
        const answer = await first.get(
          '/rows?dataset=samples/seattle-weather&config=default&split=train&length=1',
        );
        return answer.status === 200 ? answer.json : null;
      },
      { what: 'the sample dataset', deadlineMs: 150_000 },
    );
    expect(sample.num_rows_total).toBe(1461);
    const detail = await first.publish('me/cars', { 'cars.json': await vega('cars.json') });
    expect(detail.state).toBe('ready');
    expect((await first.get('/admin/healthcheck')).text).toBe('ok');
    expect((await first.get('/metrics')).status).toBe(404);
    await stop();
    await expect(first.get('/healthcheck')).rejects.toThrow();

    const second = await start();
    const rows = await second.get('/rows?dataset=me/cars&config=default&split=train&length=1');
    expect(rows.json.num_rows_total).toBe(406);
    expect(output).not.toContain('Loading a sample');
    await stop();
  }, 240_000);

  it('serves the same without NGINX, to nobody else’s settings', async () => {
    const client = await start({
      PATH: `${process.execPath.replace(/\/node$/, '')}:/bin`,
      PORT: '1',
      DATABASE_REPLICA_URLS: 'nonsense',
    });
    const rows = await client.get('/rows?dataset=me/cars&config=default&split=train&length=1');
    expect(rows.json.num_rows_total).toBe(406);
    expect((await client.get('/admin/healthcheck')).text).toBe('ok');
    expect((await client.get('/openapi.json')).json.openapi).toBe('3.1.1');
    expect((await client.get('/docs')).text).toContain('/docs/swagger-ui.js');
    expect((await client.get('/admin/metrics')).status).toBe(404);
    expect((await client.get('/metrics')).json.code).toBe('RouteNotFound');
    await stop();
  }, 120_000);

  it('starts the database again when it dies', async () => {
    const client = await start();
    process.kill(await databasePid(), 'SIGKILL');
    await waitFor(() => /PostgreSQL ended; it starts again/.test(output), { what: 'the news of the death' });
    const path = '/api/datasets/me/reborn';
    await waitFor(async () => (await client.request(path, { method: 'PUT' })).status < 300, {
      what: 'a write to succeed again',
      deadlineMs: 150_000,
    });
    await stop();
  }, 180_000);

  it.each([false, true])(
    'starts again after everything was killed, the database too: %p',
    async (too) => {
      await start();
      supervisor.kill('SIGKILL');
      await once(supervisor, 'exit');
      if (too) process.kill(await databasePid(), 'SIGKILL');
      const client = await start();
      const { status, text } = await client.get('/rows?dataset=me/cars&config=default&split=train&length=1');
      expect({ status, text }).toMatchObject({ status: 200 });
      await stop();
    },
    180_000,
  );

  it('refuses a second supervisor on the same folder and leaves the first alone', async () => {
    const client = await start();
    const other = spawn(process.execPath, ['services/standalone/dist/main.js'], {
      env: {
        PATH: process.env.PATH ?? '',
        ROWHOUSE_HOME: home.path,
        ROWHOUSE_PORT: String(await freePort()),
      },
    });
    let complaint = '';
    other.stderr.on('data', (chunk: Buffer) => {
      complaint += chunk.toString();
    });
    const [code] = await once(other, 'exit');
    expect(code).toBe(1);
    expect(complaint).toContain(`already runs on ${home.path}`);
    expect((await client.get('/rows?dataset=me/cars&config=default&split=train&length=1')).status).toBe(200);
    expect(output).not.toContain('it starts again');
    await stop();
  }, 120_000);

  it('starts where namespaces are not allowed, as in a container', async () => {
    const programs = join(home.path, 'programs');
    await mkdir(programs);
    for (const name of ['setpriv', 'true']) await symlink(`/usr/bin/${name}`, join(programs, name));
    const client = await start({ PATH: programs, ROWHOUSE_HOME: join(home.path, 'contained') });
    expect((await client.request('/api/datasets/me/a', { method: 'PUT' })).status).toBe(201);
    await stop();
    const again = await start({ PATH: programs, ROWHOUSE_HOME: join(home.path, 'contained') });
    expect((await again.get('/api/datasets/me/a')).status).toBe(200);
    await stop();
  }, 240_000);

  it('asks for access tokens when told to, and prints none', async () => {
    const folder = join(home.path, 'asking');
    const client = await start({ ROWHOUSE_HOME: folder, ROWHOUSE_AUTH_MODE: 'token' });
    const file = join(folder, 'admin-token');
    const token = (await readFile(file, 'utf8')).trim();
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(output).not.toContain(token);
    const path = '/api/datasets/me/cars';
    expect((await client.request(path, { method: 'PUT' })).status).toBe(401);
    expect((await client.get('/admin/overview')).status).toBe(401);
    const headers = { authorization: `Bearer ${token}` };
    expect((await client.request(path, { method: 'PUT', headers })).status).toBe(201);
    expect((await client.get('/admin/overview', headers)).status).toBe(200);
    expect((await client.get('/api/datasets/samples/seattle-weather')).status).toBe(200);
    await stop();
  }, 120_000);

  it('says what to do when the port is taken', async () => {
    await start();
    const other = spawn(process.execPath, ['services/standalone/dist/main.js'], {
      env: { PATH: process.env.PATH ?? '', ROWHOUSE_HOME: `${home.path}/other`, ROWHOUSE_PORT: String(port) },
    });
    let complaint = '';
    other.stderr.on('data', (chunk: Buffer) => {
      complaint += chunk.toString();
    });
    const [code] = await once(other, 'exit');
    expect(code).toBe(1);
    expect(complaint).toContain(`Port ${port} is in use`);
    expect(complaint).toContain('ROWHOUSE_PORT');
    await stop();
  }, 120_000);
});
