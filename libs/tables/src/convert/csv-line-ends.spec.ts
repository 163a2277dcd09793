import { jest } from '@jest/globals';
import { Workbench } from '../testing/workbench.js';

// Real conversions on a machine that may be busy.
jest.setTimeout(60_000);

describe('CSV with line ends of both kinds', () => {
  let bench: Workbench;
  beforeAll(async () => {
    bench = await Workbench.open();
  });
  afterAll(() => bench.close());

  it.each([
    [
      'between rows',
      'a,b\r\n1,x\n2,y\r\n',
      [
        { a: 1, b: 'x' },
        { a: 2, b: 'y' },
      ],
    ],
    [
      'with blank lines',
      'a,b\n1,x\r\n\r\n\n2,y',
      [
        { a: 1, b: 'x' },
        { a: 2, b: 'y' },
      ],
    ],
    [
      '\\r\\n in quotes only',
      'a,b\n1,"x\r\n""y"""\n2,z\n',
      [
        { a: 1, b: 'x\r\n"y"' },
        { a: 2, b: 'z' },
      ],
    ],
    [
      '\\n in quotes only',
      'a,b\r\n1,"x\ny"\r\n2,z\r\n',
      [
        { a: 1, b: 'x\ny' },
        { a: 2, b: 'z' },
      ],
    ],
  ])('is read: %s', async (_where, content, rows) => {
    expect(await bench.table('mixed.csv', content)).toEqual(rows);
  });

  it.each([
    ['another end', '30000,c\r\n'],
    ['another end in quotes', '30000,"c\r\nd"\n'],
  ])('is read when the first rows do not show it: %s', async (_what, late) => {
    const head = Array.from({ length: 30_000 }, (_, index) => `${index},t\n`).join('');
    const split = await bench.convert([await bench.upload('late.csv', `a,b\n${head}${late}30001,e\n`)]);
    expect(split.numRows).toBe(30_002);
    expect((await bench.rows(split, 30_000, 2)).map(({ a }) => a)).toEqual([30_000, 30_001]);
  });

  it.each([
    ['a surplus value', 'a,b\n1,2,3\r\n4,5\n', /line 2 has 3 values, the header has 2/],
    ['a missing value', 'a,b\r\n1\n4,5\r\n', /line 2 has 1 values, the header has 2/],
    ['an open quote', 'a,b\r\n1,"2\n4,5\r\n', /line 2 opens a quote that is never closed/],
    ['text after a quote', 'a,b\r\n1,"2"x\n4,5\r\n', /line 2 has text after a closing quote/],
    ['a lone carriage return', 'a,b\r\n1,2\r3,4\n', /a carriage return alone/],
  ])('is refused with %s, which says so', async (_what, content, message) => {
    await expect(bench.table('bad.csv', content)).rejects.toThrow(message);
  });
});
