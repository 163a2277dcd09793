import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ConvertedSplit, type ConvertRequest, convertToParquet } from '../convert/convert.js';
import type { SourceFile } from '../convert/source.js';
import { queryOne } from '../engine/query.js';
import { TableEngine } from '../engine/table-engine.js';
import { readPageJson } from '../page/read-page.js';

/** A real engine with a folder of its own, for tests. */
export class Workbench {
  private counter = 0;

  private constructor(
    readonly engine: TableEngine,
    readonly folder: string,
  ) {}

  static async open(memoryMb = 512): Promise<Workbench> {
    const folder = await mkdtemp(join(tmpdir(), 'rowhouse-tables-'));
    const engine = await TableEngine.open({ memoryMb, threads: 2, scratchDir: join(folder, 'scratch') });
    return new Workbench(engine, folder);
  }

  async close(): Promise<void> {
    this.engine.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** A file as it would lie after an upload: its path tells nothing of its name. */
  async upload(name: string, content: string | Uint8Array): Promise<SourceFile> {
    const path = this.path(`blob-${++this.counter}`);
    await writeFile(path, content);
    return { path, name, size: (await stat(path)).size };
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  async convert(
    files: readonly SourceFile[],
    options: Partial<ConvertRequest> = {},
  ): Promise<ConvertedSplit> {
    const outDir = this.path(`out-${++this.counter}`);
    await mkdir(outDir, { recursive: true });
    return convertToParquet(this.engine, { files, outDir, ...options });
  }

  /** Rows of a converted split as a client would parse them. */
  async rows(split: ConvertedSplit, offset = 0, length = split.numRows): Promise<Record<string, unknown>[]> {
    const text = await readPageJson(this.engine, { ...split, offset, length });
    return (JSON.parse(text) as { row: Record<string, unknown> }[]).map(({ row }) => row);
  }

  /** Converts one upload and reads all of it back. */
  async table(name: string, content: string | Uint8Array): Promise<Record<string, unknown>[]> {
    return this.rows(await this.convert([await this.upload(name, content)]));
  }

  /** The one row of a query. */
  one(text: string) {
    return this.engine.use((connection) => queryOne(connection, text));
  }

  async sql(text: string): Promise<void> {
    await this.engine.use(async (connection) => {
      await connection.run(text);
    });
  }
}

/** A file of the `vega-datasets` package: real data that no one here wrote. */
export async function vegaFile(name: string): Promise<SourceFile> {
  const path = fileURLToPath(new URL(`../../../../node_modules/vega-datasets/data/${name}`, import.meta.url));
  return { path, name, size: (await stat(path)).size };
}

/** `FeatureColumn`s as `name: dtype` for short comparisons. */
export function dtypes(split: Pick<ConvertedSplit, 'columns'>): Record<string, unknown> {
  return Object.fromEntries(
    split.columns.map(({ name, type }) => [name, '_type' in type && 'dtype' in type ? type.dtype : type]),
  );
}
