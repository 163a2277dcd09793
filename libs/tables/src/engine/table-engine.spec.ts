import { readdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { jest } from '@jest/globals';
import { Workbench } from '../testing/workbench.js';
import { TableEngine } from './table-engine.js';

// Real conversions on a machine that may be busy.
jest.setTimeout(60_000);

describe('TableEngine', () => {
  let bench: Workbench;
  beforeAll(async () => {
    bench = await Workbench.open();
  });
  afterAll(() => bench.close());

  it('interrupts a running query when the signal aborts, and the connection stays usable', async () => {
    const controller = new AbortController();
    const endless = bench.engine.use(
      (connection) =>
        connection.run(
          'SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range * b.range % 7 = 3',
        ),
      controller.signal,
    );
    setTimeout(() => controller.abort(new Error('client left')), 50);
    await expect(endless).rejects.toThrow('client left');
    const result = await bench.engine.use((connection) => connection.run('SELECT 1'));
    expect(await result.getRows()).toEqual([[1]]);
  });

  it('does not start work for a signal that has aborted', async () => {
    const work = bench.engine.use(async () => 'ran', AbortSignal.abort(new Error('too late')));
    await expect(work).rejects.toThrow('too late');
  });

  it('serves many callers at once', async () => {
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        bench.engine.use(async (connection) => (await connection.run(`SELECT ${i}`)).getRows()),
      ),
    );
    expect(results.flat(2)).toEqual(Array.from({ length: 20 }, (_, i) => i));
  });

  it('leaves out the optimizers that it is told', async () => {
    const engine = await TableEngine.open({
      memoryMb: 100,
      threads: 1,
      scratchDir: bench.path('plain'),
      withoutOptimizers: ['statistics_propagation', 'join_order'],
    });
    const rows = await engine.use(async (connection) =>
      (await connection.run("SELECT current_setting('disabled_optimizers')")).getRows(),
    );
    engine.close();
    expect(String(rows[0]).split(',').sort()).toEqual(['join_order', 'statistics_propagation']);
  });

  it('shares a scratch folder with other engines while both spill', async () => {
    const scratchDir = bench.path('shared');
    const open = () => TableEngine.open({ memoryMb: 100, threads: 2, scratchDir });
    const engines = await Promise.all([open(), open()]);
    expect(new Set(engines.map((engine) => engine.scratchDir)).size).toBe(2);
    const sorted = await Promise.all(
      engines.map((engine) =>
        engine.use(async (connection) => {
          const result = await connection.run(
            "SELECT count(*), min(b) FROM (SELECT repeat('x', 50) || range AS b FROM range(2000000) ORDER BY b)",
          );
          return result.getRows();
        }),
      ),
    );
    expect(sorted).toEqual(engines.map(() => [[2_000_000n, `${'x'.repeat(50)}0`]]));
    for (const engine of engines) engine.close();
    expect(await readdir(dirname(engines[0]?.scratchDir ?? ''))).toEqual([]);
  });
});
