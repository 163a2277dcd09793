import { jest } from '@jest/globals';
import { Workbench } from '../testing/workbench.js';

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
});
