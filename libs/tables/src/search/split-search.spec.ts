import { readFile } from 'node:fs/promises';
import { SearchedSplit } from '../testing/searched-split.js';
import { vegaFile } from '../testing/workbench.js';

const texts = [
  'The quick brown fox jumps over the lazy dog',
  'A quick dog and a quick cat',
  'Crème brûlée in Łódź, straße 42',
  'Москва слезам не верит, ёлка',
  'القاهرة مدينة كبيرة في مصر',
  'שָׁלוֹם לכל העולם',
  'Η Αθήνα είναι πρωτεύουσα',
  '東京タワーは日本の東京都港区にある',
  '北京大学是中国的一所大学',
  '한국어를 배우고 싶어요',
  'ภาษาไทยเป็นภาษาที่สวยงาม',
  'हिन्दी भाषा',
  "party 🎉🎉 at 5 o'clock 👍🏽",
  'x86-64 and ARM64, v1.2.3, call 555-0199',
  '',
  null,
];

const patient = 120_000;

describe('search in every script', () => {
  let split: SearchedSplit;
  beforeAll(async () => {
    split = await SearchedSplit.ofRows(texts.map((text, id) => ({ id, text })));
  }, patient);
  afterAll(() => split.close());

  it.each([
    ['fox', [0]],
    ['FOX', [0]],
    ['creme', [2]],
    ['BRÛLÉE', [2]],
    ['lodz strasse', [2]],
    ['42', [2]],
    ['москва', [3]],
    ['елка', [3]],
    ['مصر', [4]],
    ['مدينه', [4]],
    ['שלום', [5]],
    ['αθηνα', [6]],
    ['東京', [7]],
    ['東京都港区', [7]],
    ['タワー', [7]],
    ['京', [7, 8]],
    ['る', [7]],
    ['大学', [8]],
    ['国的一', [8]],
    ['한국어', [9]],
    ['국', [9]],
    ['สวย', [10]],
    ['भाषा', [11]],
    ['🎉', [12]],
    ['👍', [12]],
    ['555-0199', [13]],
    ['0199', [13]],
    ['v1.2', [13]],
    ['v1', [13]],
    ['v', []],
    ['v*', [13]],
    ['v1.2.3', [13]],
    ['京東', []],
    ['quic', []],
    ['quic*', [1, 0]],
    ['"quick dog"', [1]],
    ['"dog quick"', []],
    ['', []],
    ['!!!', []],
  ])(
    '%s',
    async (query, rows) => {
      const { rows: found, total } = await split.search(query);
      expect(found.map(({ row_idx }) => row_idx).sort()).toEqual([...rows].sort());
      expect(total).toBe(rows.length);
    },
    patient,
  );

  it(
    'finds every piece of a text in an unspaced script',
    async () => {
      for (const row of [7, 8, 9, 10]) {
        const [part = ''] = (texts[row] as string).split(' ');
        const characters = Array.from(new Intl.Segmenter().segment(part), ({ segment }) => segment);
        for (const length of [1, 2, 3, characters.length]) {
          for (let start = 0; start + length <= characters.length; start++) {
            expect(await split.found(characters.slice(start, start + length).join(''))).toContain(row);
          }
        }
      }
    },
    patient,
  );

  it(
    'shows where the words stand',
    async () => {
      const marked = async (query: string) => {
        const { rows } = await split.search(query);
        return rows.map(({ row, highlights }) =>
          highlights.flatMap(({ ranges }) => ranges.map(([from, to]) => String(row.text).slice(from, to))),
        );
      };
      expect(await marked('QUICK dog -cat')).toEqual([['quick', 'dog']]);
      expect(await marked('brulee "strasse 42"')).toEqual([['brûlée', 'straße 42']]);
      expect(await marked('東京')).toEqual([['東京', '東京']]);
      expect(await marked('港')).toEqual([['港']]);
      expect(await marked('る')).toEqual([['る']]);
      expect(await marked('大学')).toEqual([['大学', '大学']]);
      expect(await marked('שלום')).toEqual([['שָׁלוֹם']]);
      expect(await marked('🎉')).toEqual([['🎉', '🎉']]);
      expect(await marked('par*')).toEqual([['party']]);
      expect(await marked('"brown fox" "fox jumps"')).toEqual([['brown fox jumps']]);
    },
    patient,
  );

  it(
    'takes any text as a query',
    async () => {
      const odd = [
        '"',
        "'",
        'a"b',
        '" OR "',
        'fox) OR (cat',
        'text : fox',
        '{text} : fox',
        '^fox',
        'fox + cat',
        'NEAR(fox dog)',
        'fox NOT cat',
        '-',
        '- -',
        '*',
        '**',
        'c0:fox',
        'rank:fox',
        'rowid:1',
        '\0',
        'fox\0cat',
        '\ud800',
        '%',
        '_',
        "'; DROP TABLE search; --",
        '\\',
        '""""',
        '"a" *',
        ':',
        '::',
        'text::fox',
        '-"',
        '"fox',
        '()',
        '{}',
        '[]',
        '\ue000',
      ];
      for (const query of odd) {
        const { rows, total } = await split.search(query);
        expect(rows.length).toBe(total);
      }
      expect(await split.found('fox')).toEqual([0]);
    },
    patient,
  );
});

describe('search over real tables', () => {
  let movies: SearchedSplit;
  let titles: { Title: unknown; Director: unknown }[];
  beforeAll(async () => {
    const content = await readFile((await vegaFile('movies.json')).path);
    titles = JSON.parse(content.toString()) as typeof titles;
    movies = await SearchedSplit.of({ 'movies.json': content });
  }, patient);
  afterAll(() => movies.close());

  const has = (value: unknown, word: string) =>
    String(value ?? '')
      .toLowerCase()
      .split(/[^a-z0-9]+/)
      .includes(word);

  it(
    'finds in a column what a look at every row finds',
    async () => {
      const wanted = titles.flatMap(({ Title }, index) => (has(Title, 'star') ? [index] : []));
      expect(wanted.length).toBeGreaterThan(10);
      const { rows, total } = await movies.search('Title:star');
      expect(rows.map(({ row_idx }) => row_idx).sort((a, b) => a - b)).toEqual(wanted);
      expect(total).toBe(wanted.length);
      expect(rows.every(({ row }) => has(row.Title, 'star'))).toBe(true);
    },
    patient,
  );

  it(
    'leaves out what a minus stands before',
    async () => {
      const wanted = titles.flatMap(({ Title }, index) =>
        has(Title, 'star') && !has(Title, 'wars') ? [index] : [],
      );
      expect((await movies.found('Title:star -Title:wars')).sort((a, b) => a - b)).toEqual(wanted);
    },
    patient,
  );

  it(
    'shows rows with all words before rows with some, each by score',
    async () => {
      const { rows, total } = await movies.search('Title:star Title:wars', { length: 50 });
      const counts = rows.map(({ row }) => Number(has(row.Title, 'star')) + Number(has(row.Title, 'wars')));
      expect(counts).toEqual([...counts].sort((a, b) => b - a));
      expect(counts[0]).toBe(2);
      expect(counts.at(-1)).toBe(1);
      expect(total).toBeGreaterThan(counts.filter((count) => count === 2).length);
      for (const count of [1, 2]) {
        const scores = rows.filter((_row, index) => counts[index] === count).map(({ score }) => score);
        expect(scores.every((score) => score > 0)).toBe(true);
        expect(scores).toEqual([...scores].sort((a, b) => b - a));
      }
    },
    patient,
  );

  it(
    'shows the same order on pages of any size',
    async () => {
      const whole = (await movies.search('the of drama', { length: 3000 })).rows.map(
        ({ row_idx }) => row_idx,
      );
      expect(new Set(whole).size).toBe(whole.length);
      const paged: number[] = [];
      for (let offset = 0; offset < whole.length + 137; offset += 137) {
        const { rows, total } = await movies.search('the of drama', { offset, length: 137 });
        expect(total).toBe(whole.length);
        paged.push(...rows.map(({ row_idx }) => row_idx));
      }
      expect(paged).toEqual(whole);
      expect(await movies.search('the', { offset: 0, length: 0 })).toMatchObject({ rows: [] });
    },
    patient,
  );

  it(
    'gives all other rows, in order, when a query only leaves rows out',
    async () => {
      const { total: dramas } = await movies.search('drama');
      const { total } = await movies.search('-drama');
      expect(total).toBe(titles.length - dramas);
      const paged: number[] = [];
      for (let offset = 0; offset < total; offset += 500) {
        const { rows } = await movies.search('-drama', { offset, length: 500 });
        paged.push(...rows.map(({ row_idx }) => row_idx));
        expect(rows.every(({ score, highlights }) => score === 0 && highlights.length === 0)).toBe(true);
      }
      const found = new Set(
        (await movies.search('drama', { length: 4000 })).rows.map(({ row_idx }) => row_idx),
      );
      expect(paged).toEqual(titles.flatMap((_title, index) => (found.has(index) ? [] : [index])));
    },
    patient,
  );

  it(
    'serves many at once',
    async () => {
      const words = ['star', 'love', 'the', 'dead', 'night', 'war', 'dark', 'king', 'american', 'house'];
      const alone: number[] = [];
      for (const word of words) alone.push((await movies.search(word)).total);
      const together = await Promise.all(
        Array.from(
          { length: 50 },
          async (_nothing, index) => (await movies.search(words[index % 10] as string)).total,
        ),
      );
      expect(together).toEqual(Array.from({ length: 50 }, (_nothing, index) => alone[index % 10]));
    },
    patient,
  );
});
