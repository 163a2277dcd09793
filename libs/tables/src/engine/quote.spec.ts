import { mkdir, writeFile } from 'node:fs/promises';
import { jest } from '@jest/globals';
import { Workbench } from '../testing/workbench.js';
import { queryOne } from './query.js';
import { quoteIdentifier, quoteLiteral, quotePath } from './quote.js';

// Real conversions on a machine that may be busy.
jest.setTimeout(60_000);

describe('quoting', () => {
  let bench: Workbench;
  beforeAll(async () => {
    bench = await Workbench.open();
  });
  afterAll(() => bench.close());

  const nasty = [
    'plain',
    'sp ace',
    `it's`,
    'do"uble',
    '"; DROP TABLE x; --',
    'a.b',
    '😀',
    '\\',
    '\n',
    '%',
    'ünï',
    '$1',
  ];

  it.each(nasty)('keeps %j as a column name and as a literal', async (text) => {
    const row = await bench.engine.use((connection) =>
      queryOne(connection, `SELECT ${quoteLiteral(text)} AS ${quoteIdentifier(text)}`),
    );
    expect(row).toEqual({ [text]: text });
  });

  it('refuses NUL, which would cut the statement', () => {
    expect(() => quoteLiteral('a\0b')).toThrow(TypeError);
    expect(() => quoteIdentifier('a\0b')).toThrow(TypeError);
  });

  it('reads exactly the named file, whatever its name looks like as a pattern', async () => {
    const folder = bench.path('patterns [x]');
    await mkdir(folder);
    for (const name of ['*.csv', 'a.csv', '[ab].csv', '{a,b}.csv', `q'?.csv`]) {
      await writeFile(`${folder}/${name}`, `v\n${name.replaceAll(',', ' ')}\n`);
      const { v } = await bench.engine.use((connection) =>
        queryOne(
          connection,
          `SELECT v FROM read_csv(${quotePath(`${folder}/${name}`)}, header = true, delim = ',', quote = '', escape = '')`,
        ),
      );
      expect(v).toBe(name.replaceAll(',', ' '));
    }
  });
});
