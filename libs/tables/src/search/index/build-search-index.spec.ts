import { mkdir, readdir, stat, truncate, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { SearchedSplit } from '../../testing/searched-split.js';
import { DamagedIndex } from '../run/search-pool.js';
import { buildSearchIndex } from './build-search-index.js';
import { indexVersion, maxOwnColumns } from './index-format.js';

const patient = 120_000;

describe('the index of a split', () => {
  const open: SearchedSplit[] = [];
  const splitOf = async (rows: readonly object[]) => {
    const split = await SearchedSplit.ofRows(rows);
    open.push(split);
    return split;
  };
  afterEach(async () => {
    for (const split of open.splice(0)) await split.close();
  });

  it(
    'holds texts in lists, structs and JSON, each apart from its neighbours',
    async () => {
      const split = await splitOf([
        {
          tags: ['red wine', 'blue cheese'],
          who: { name: 'Zoë', born: '2020-01-31' },
          any: { k: ['deep', 12] },
        },
        { tags: [], who: null, any: 'plain' },
      ]);
      expect(await split.found('"blue cheese"')).toEqual([0]);
      expect(await split.found('"wine blue"')).toEqual([]);
      expect(await split.found('who:zoe')).toEqual([0]);
      expect(await split.found('deep')).toEqual([0]);
      expect(await split.found('any:plain')).toEqual([1]);
      expect((await split.search('cheese')).rows[0]?.highlights).toEqual([
        { column: 'tags', path: [1], ranges: [[5, 11]] },
      ]);
    },
    patient,
  );

  it(
    'searches a column by its name, and beyond the first ones in what they share',
    async () => {
      const columns = maxOwnColumns + 20;
      const row = (text: (column: number) => string) =>
        Object.fromEntries(
          Array.from({ length: columns }, (_nothing, column) => [`col ${column}`, text(column)]),
        );
      const split = await splitOf([row((column) => `word${column} same`), row((column) => `other${column}`)]);
      expect(await split.found('"col 3":word3')).toEqual([0]);
      expect(await split.found('"col 3":word4')).toEqual([]);
      expect(await split.found(`"col ${columns - 1}":word${columns - 1}`)).toEqual([0]);
      expect(await split.found(`"col ${columns - 1}":word3`)).toEqual([]);
      expect(await split.found(`"same word${columns - 1}"`)).toEqual([]);
      expect((await split.search(`word${columns - 1}`)).rows[0]?.highlights).toEqual([
        { column: `col ${columns - 1}`, path: [], ranges: [[0, `word${columns - 1}`.length]] },
      ]);
    },
    patient,
  );

  it(
    'finds every row of a split of several files by its number',
    async () => {
      const rows = Array.from({ length: 5000 }, (_nothing, index) => ({ text: `row${index} number` }));
      const part = (from: number, to: number) =>
        rows
          .slice(from, to)
          .map((row) => JSON.stringify(row))
          .join('\n');
      const split = await SearchedSplit.of({ 'a.jsonl': part(0, 3000), 'b.jsonl': part(3000, 5000) });
      open.push(split);
      for (const row of [0, 2999, 3000, 4999]) {
        expect((await split.search(`row${row}`)).rows).toMatchObject([
          { row_idx: row, row: { text: `row${row} number` } },
        ]);
      }
      expect((await split.search('number')).total).toBe(5000);
    },
    patient,
  );

  it(
    'works on a table with columns of awkward names',
    async () => {
      const split = await splitOf([
        {
          file_row_number: 'first',
          rowid: 'x',
          'we"ird': 'quoted',
          rank: 'top',
          __proto__x: 'p',
          search: 's',
        },
        {
          file_row_number: 'second',
          rowid: 'y',
          'we"ird': 'plain',
          rank: 'low',
          __proto__x: 'q',
          search: 't',
        },
      ]);
      const { rows } = await split.search('rank:low file_row_number:second');
      expect(rows).toMatchObject([{ row_idx: 1, row: { file_row_number: 'second', 'we"ird': 'plain' } }]);
      expect(await split.found('quoted')).toEqual([0]);
    },
    patient,
  );

  it(
    'leaves nothing beside itself, and tells how far it is',
    async () => {
      const split = await splitOf(
        Array.from({ length: 3000 }, (_nothing, index) => ({ text: `w${index} ${index % 7}` })),
      );
      const path = split.bench.path('again/index');
      await mkdir(dirname(path));
      const told: number[] = [];
      await buildSearchIndex(split.bench.engine, {
        ...split.split,
        path,
        onProgress: (part) => told.push(part),
      });
      expect(await readdir(dirname(path))).toEqual(['index']);
      expect(told).toEqual([...told].sort((a, b) => a - b));
      expect(told.at(-1)).toBe(1);
      // Small: the texts themselves are not in it.
      expect((await stat(path)).size).toBeLessThan(200_000);
    },
    patient,
  );

  it(
    'stops when it is told to, and leaves nothing',
    async () => {
      const split = await splitOf(
        Array.from({ length: 20_000 }, (_nothing, index) => ({ text: `w${index}` })),
      );
      const path = split.bench.path('stopped/index');
      await mkdir(dirname(path));
      const stop = new AbortController();
      const building = buildSearchIndex(split.bench.engine, {
        ...split.split,
        path,
        signal: stop.signal,
        onProgress: () => stop.abort(new Error('enough')),
      });
      await expect(building).rejects.toThrow('enough');
      expect(await readdir(dirname(path))).toEqual([]);
    },
    patient,
  );

  it(
    'is refused when it is damaged, cut short, of another version or none at all',
    async () => {
      const split = await splitOf(
        Array.from({ length: 20_000 }, (_nothing, index) => ({ text: `w${index} x` })),
      );
      const copy = async (name: string, change: (path: string) => Promise<unknown> | unknown) => {
        const path = split.bench.path(name);
        await buildSearchIndex(split.bench.engine, { ...split.split, path });
        await change(path);
        return split.search('w19999 x', { path });
      };
      await expect(copy('cut', (path) => truncate(path, 16_384))).rejects.toThrow(DamagedIndex);
      await expect(copy('text', (path) => writeFile(path, 'no index'.repeat(1000)))).rejects.toThrow(
        DamagedIndex,
      );
      await expect(copy('empty', (path) => writeFile(path, ''))).rejects.toThrow(DamagedIndex);
      const older = copy('older', (path) => {
        const database = new DatabaseSync(path);
        database.exec(`PRAGMA user_version = ${indexVersion + 1}`);
        database.close();
      });
      await expect(older).rejects.toThrow(DamagedIndex);
      // The threads go on with others.
      expect((await split.search('w19999')).total).toBe(1);
    },
    patient,
  );
});
