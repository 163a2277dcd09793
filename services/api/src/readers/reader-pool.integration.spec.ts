import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { jest } from '@jest/globals';
import { compileFilter, TableEngine } from '@rowhouse/tables';
import { Metrics } from '@rowhouse/telemetry';
import { type TempDir, tempDir, waitFor } from '@rowhouse/testing';
import { ReaderMetrics } from './reader-metrics.js';
import { ReaderPool, type ReaderPoolOptions } from './reader-pool.js';

jest.setTimeout(120_000);

describe('the pool of readers', () => {
  let folder: TempDir;
  let path: string;
  const pools: ReaderPool[] = [];
  beforeAll(async () => {
    folder = await tempDir();
    path = join(folder.path, 'n.parquet');
    const engine = await TableEngine.open({ memoryMb: 128, threads: 1, scratchDir: folder.path });
    await engine.use((connection) =>
      connection.run(
        `COPY (SELECT i AS id, repeat('ab', 2000) AS s FROM range(3000) t(i)) TO '${path}' (FORMAT parquet)`,
      ),
    );
    engine.close();
  });
  afterEach(() => {
    for (const pool of pools.splice(0)) pool.close();
  });
  afterAll(() => folder?.remove());

  const columns = ['id', 's'].map((name, feature_idx) => ({
    feature_idx,
    name,
    type: { _type: 'Value' as const, dtype: name === 'id' ? 'int64' : 'string' },
  }));
  const open = (options: Partial<ReaderPoolOptions> = {}) => {
    const pool = new ReaderPool(
      {
        name: 'filters',
        processes: 1,
        maxWaiting: 5,
        timeoutSeconds: 60,
        reader: { scratchDir: join(folder.path, 'scratch'), memoryMb: 128, threads: 1 },
        ...options,
      },
      new ReaderMetrics(new Metrics({ service: 'spec', processMetrics: false })),
    );
    pools.push(pool);
    return pool;
  };
  const table = { files: [{ path: '', numRows: 3000 }], hidesRowNumber: false, columns };
  const page = (where: string) => ({
    kind: 'filterPage',
    table: 'n',
    input: {
      ...table,
      files: [{ path, numRows: 3000 }],
      filter: compileFilter({ where }, columns),
      offset: 0,
      length: 1,
    },
  });
  const exported = () => ({
    kind: 'export',
    table: 'n',
    input: { ...page('"id" >= 0').input, format: 'jsonl', length: null },
  });
  /** Backtracks for longer than anybody lives, within one value, where DuckDB can't be interrupted. */
  const endless = () => page(`"s" LIKE '${'%a_'.repeat(30)}%c'`);
  const forever = new AbortController().signal;
  const total = async (pool: ReaderPool, where = '"id" < 7') =>
    ((await pool.one(page(where), forever)) as { total: number }).total;
  /** The reader processes of this test, which are children of it. */
  const children = async () => {
    const { stdout } = await promisify(execFile)('ps', [
      '-o',
      'pid=,ni=,args=',
      '--ppid',
      String(process.pid),
    ]);
    return stdout
      .split('\n')
      .filter((line) => line.includes('readers/main.js'))
      .map((line) => line.trim().split(/\s+/));
  };

  it('runs one task after the other in one process, of lower priority', async () => {
    const pool = open();
    expect(await Promise.all([total(pool), total(pool), total(pool, '"id" < 9')])).toEqual([7, 7, 9]);
    const processes = await children();
    expect(processes.map(([, nice]) => Number(nice))).toEqual([15]);
  });

  it('ends a task at its time limit, and goes on', async () => {
    const pool = open({ timeoutSeconds: 1 });
    await expect(pool.one(endless(), forever)).rejects.toMatchObject({
      code: 'QueryLimitExceeded',
      status: 422,
    });
    expect(await total(open())).toBe(7);
  });

  it('survives the death of a process', async () => {
    const pool = open();
    expect(await total(pool)).toBe(7);
    const dying = pool.one(endless(), forever);
    dying.catch(() => undefined);
    const [pid] = await waitFor(async () => (await children())[0], { what: 'a reader process' });
    process.kill(Number(pid), 'SIGKILL');
    await expect(dying).rejects.toThrow('SIGKILL');
    expect(await total(pool)).toBe(7);
  });

  it('makes no more values than are taken, and stops for who takes no more', async () => {
    const pool = open();
    for await (const value of pool.run(exported(), forever)) {
      expect((value as Uint8Array).length).toBeGreaterThan(1000);
      break;
    }
    expect(await total(pool)).toBe(7);
  });

  it('stops for a client that leaves, while it waits and while it runs', async () => {
    const pool = open({ maxWaiting: 1 });
    const [first, second] = [new AbortController(), new AbortController()];
    const running = pool.one(endless(), first.signal);
    const waiting = pool.one(endless(), second.signal);
    await expect(pool.one(endless(), forever)).rejects.toMatchObject({ code: 'ServerBusy', status: 503 });
    second.abort(new Error('left'));
    await expect(waiting).rejects.toThrow('left');
    first.abort(new Error('left too'));
    await expect(running).rejects.toThrow('left too');
    expect(await total(pool)).toBe(7);
  });

  it('leaves no process when it closes', async () => {
    const pool = open();
    const running = pool.one(endless(), forever);
    running.catch(() => undefined);
    await waitFor(async () => (await children()).length > 0, { what: 'a reader process' });
    pool.close();
    await expect(running).rejects.toMatchObject({ code: 'ServiceUnavailable' });
    await waitFor(async () => (await children()).length === 0, { what: 'the end of all reader processes' });
  });
});
