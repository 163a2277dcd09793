import { Workbench } from '../testing/workbench.js';
import { countUrls } from './count-urls.js';
import { scanTexts, type TextScanLimits } from './scan-texts.js';

const wide: TextScanLimits = { rows: 1000, columns: 10, characters: 1e6, charactersPerText: 1000 };

describe('the texts of a split', () => {
  let bench: Workbench;
  beforeAll(async () => {
    bench = await Workbench.open();
  });
  afterAll(() => bench.close());

  const split = async (rows: readonly object[]) =>
    bench.convert([await bench.upload('a.jsonl', rows.map((row) => JSON.stringify(row)).join('\n'))]);

  const scan = async (rows: readonly object[], limits: Partial<TextScanLimits> = {}) => {
    const seen: [string, number, string][] = [];
    const result = await scanTexts(bench.engine, {
      ...(await split(rows)),
      limits: { ...wide, ...limits },
      visit: (...text) => seen.push(text),
    });
    return { ...result, seen };
  };
  const rows = [
    { n: 1, a: 'one', b: ['x', 'y'] },
    { n: 2, a: null, b: [] },
    { n: 3, a: 'three', b: ['z'] },
  ];

  it('are visited in order, at any depth', async () => {
    expect(await scan(rows)).toEqual({
      columns: ['a', 'b'],
      numRows: 3,
      complete: true,
      seen: [
        ['one', 0, 'a'],
        ['x', 0, 'b'],
        ['y', 0, 'b'],
        ['three', 2, 'a'],
        ['z', 2, 'b'],
      ],
    });
  });

  it.each([
    [{ rows: 2 }, { numRows: 2, columns: ['a', 'b'] }, 3],
    [{ columns: 1 }, { numRows: 3, columns: ['a'] }, 2],
    [{ characters: 5 }, { numRows: 1, columns: ['a', 'b'] }, 3],
    [{ charactersPerText: 3 }, { numRows: 3, columns: ['a', 'b'] }, 5],
  ])('are left out beyond %j, which is told', async (limits, expected, visited) => {
    const { seen, ...result } = await scan(rows, limits);
    expect(result).toEqual({ ...expected, complete: false });
    expect(seen).toHaveLength(visited);
  });

  it('are none where no column holds any', async () => {
    expect(await scan([{ n: 1 }, { n: 2 }])).toEqual({ columns: [], numRows: 2, complete: true, seen: [] });
  });

  it('are counted where they are URLs, in columns with enough of them', async () => {
    const url = (n: number) => `https://example.org/${n}.png`;
    const table = await split([
      { link: url(1), links: [url(2), 'HTTP://EXAMPLE.ORG/b'], text: `see ${url(3)}`, 'a "b"': url(4) },
      { link: 'http://', links: null, text: url(3), 'a "b"': null },
      { link: ` ${url(1)} `, links: [], text: 'x', 'a "b"': null },
      { link: 'https://two words', links: ['no', null], text: 'x', 'a "b"': null },
    ]);
    // What begins with a space is no URL.
    expect(await countUrls(bench.engine, table)).toEqual({ columns: ['links', 'a "b"'], urls: 3 });
    expect(await countUrls(bench.engine, await split([{ n: 1 }]))).toEqual({ columns: [], urls: 0 });
  });
});
