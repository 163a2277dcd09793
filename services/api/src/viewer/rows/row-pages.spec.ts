import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { convertToParquet, TableEngine } from '@rowhouse/tables';
import { Metrics } from '@rowhouse/telemetry';
import { PageMetrics } from './page-metrics.js';
import { RowPages } from './row-pages.js';
import type { SplitTable, SplitTables } from './split-tables.js';

describe('RowPages', () => {
  let folder: string;
  let engine: TableEngine;
  let table: SplitTable;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rowhouse-pages-'));
    engine = await TableEngine.open({ memoryMb: 256, threads: 1, scratchDir: folder });
    const path = join(folder, 'n.csv');
    await writeFile(path, `n\n${Array.from({ length: 500 }, (_, n) => n).join('\n')}\n`);
    const files = [{ path, name: 'n.csv', size: 1 }];
    const converted = await convertToParquet(engine, { files, outDir: join(folder, 'out') });
    table = {
      datasetId: 'd',
      revision: 'r1',
      numRows: 500,
      columns: converted.columns,
      featuresJson: JSON.stringify(converted.columns),
      files: converted.files.map((file) => ({ ...file, blobKey: 'k', sha256: '' })),
    };
  });
  afterAll(async () => {
    engine.close();
    await rm(folder, { recursive: true, force: true });
  });

  const place = { dataset: 'me/n', config: 'default', split: 'train' };
  const open = () => {
    const metrics = new Metrics({ service: 'spec', processMetrics: false });
    // Which revision is served is decided elsewhere; here it is whatever `table` says.
    const tables = { get: async () => table } as unknown as SplitTables;
    const pages = new RowPages(tables, engine, new PageMetrics(metrics), {
      maxRows: 100,
      cacheBytes: 1_000_000,
    });
    return { pages, metrics };
  };
  const sources = async (metrics: Metrics) =>
    Object.fromEntries(
      [...(await metrics.render()).matchAll(/row_pages_total\{source="(\w+)".*\} (\d+)/g)].map((hit) =>
        hit.slice(1, 3),
      ),
    );

  it('reads a page once for all who ask at the same time, then serves it from memory', async () => {
    const { pages, metrics } = open();
    const request = { ...place, offset: 10, length: 5 };
    const together = await Promise.all(Array.from({ length: 4 }, () => pages.get(request)));
    expect(new Set(together.map(({ etag }) => etag)).size).toBe(1);
    await pages.get(request);
    expect(await sources(metrics)).toEqual({ parquet: '1', shared: '3', memory: '1' });
    expect(JSON.parse(String(together[0]?.body)).rows[0]).toEqual({
      row_idx: 10,
      row: { n: 10 },
      truncated_cells: [],
    });
  });

  it('never shows a page of another revision', async () => {
    const { pages, metrics } = open();
    const request = { ...place, offset: 0, length: 1 };
    expect((await pages.get(request)).revision).toBe('r1');
    table = { ...table, revision: 'r2' };
    expect((await pages.get(request)).revision).toBe('r2');
    expect((await sources(metrics)).parquet).toBe('2');
  });
});
