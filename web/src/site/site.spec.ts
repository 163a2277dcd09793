import { cellText } from './cell-text.js';
import { isName, nameFromFile } from './dataset-name.js';
import { featureName, isNumeric } from './feature-name.js';
import { rowsRequest } from './rows-request.js';
import { directionOf, nextOrder } from './sort-order.js';
import { chosenSplit, offsetOf } from './split-choice.js';

describe('a dataset’s name made from a file', () => {
  it.each([
    ['cars.csv', 'cars'],
    ['Cars & co (2).csv.gz', 'Cars-co-2'],
    ['..hidden', 'hidden'],
    ['___.csv', 'dataset'],
    ['données été.json', 'donn-es-t'],
    [`${'x'.repeat(200)}.csv`, 'x'.repeat(96)],
  ])('%s becomes %s', (file, name) => {
    expect(nameFromFile(file)).toBe(name);
    expect(isName(name)).toBe(true);
  });

  it.each(['', '-a', 'a-', 'a--b', 'a..b', 'a/b', 'ä'])('refuses %p as the server does', (name) => {
    expect(isName(name)).toBe(false);
  });
});

describe('cells', () => {
  it('show missing values, figures and structures', () => {
    expect(cellText(null)).toEqual({ text: 'null', missing: true, cut: false });
    expect(cellText(4.5)).toEqual({ text: '4.5', missing: false, cut: false });
    expect(cellText({ a: [1] }).text).toBe('{"a":[1]}');
  });

  it('cut long texts', () => {
    const { text, cut } = cellText('y'.repeat(5000));
    expect([text.length, cut]).toEqual([201, true]);
  });
});

describe('columns', () => {
  it.each([
    [{ _type: 'Value', dtype: 'int64' }, 'int64'],
    [{ _type: 'List', feature: { _type: 'Value', dtype: 'float32' } }, 'list of float32'],
    [{ city: { _type: 'Value', dtype: 'string' } }, 'struct'],
    [{ _type: 'Json' }, 'json'],
  ] as const)('%j is called %s', (feature, name) => expect(featureName(feature)).toBe(name));

  it('of figures are told from others', () => {
    const numeric = ['int64', 'uint8', 'float32', 'string', 'date32'].map((dtype) =>
      isNumeric({ _type: 'Value', dtype }),
    );
    expect(numeric).toEqual([true, true, true, false, false]);
  });
});

describe('the split to show', () => {
  const split = (config: string, name: string) => ({ dataset: 'a/b', config, split: name });
  const splits = [split('en', 'test'), split('en', 'train'), split('fr', 'train')];

  it('is the one in the URL, else train, else the first', () => {
    expect(chosenSplit(splits, new URLSearchParams('config=fr&split=train'))).toEqual(split('fr', 'train'));
    expect(chosenSplit(splits, new URLSearchParams('config=xx'))).toEqual(split('en', 'train'));
    expect(chosenSplit([split('en', 'test')], new URLSearchParams())).toEqual(split('en', 'test'));
    expect(chosenSplit([], new URLSearchParams())).toBeNull();
  });

  it('begins at the URL’s offset when that is a row number', () => {
    expect(['offset=150', 'offset=-1', 'offset=x', ''].map((q) => offsetOf(new URLSearchParams(q)))).toEqual([
      150, 0, 0, 0,
    ]);
  });
});

describe('the rows to show', () => {
  const of = (query: string) => {
    const choice = { dataset: 'a/b', config: 'en', split: 'train' };
    return rowsRequest(choice, new URLSearchParams(query)).replace(/dataset=.*&length=\d+/, '…');
  };

  it('are those of a search, of a filter or order, or all', () => {
    expect(of('')).toBe('/rows?…');
    expect(of('where=%22a%22%3D1&orderby=%22a%22')).toBe('/filter?…&where=%22a%22%3D1&orderby=%22a%22');
    expect(of('query=red+cat&offset=50')).toBe('/search?…&query=red+cat');
  });
});

describe('a click on a header', () => {
  it('sorts up, then down, then not at all', () => {
    const up = nextOrder('"other"', 'say "hi"');
    expect([up, directionOf(up, 'say "hi"')]).toEqual(['"say ""hi"""', 'ascending']);
    const down = nextOrder(up, 'say "hi"');
    expect([down, directionOf(down, 'say "hi"')]).toEqual(['"say ""hi""" DESC', 'descending']);
    expect(nextOrder(down, 'say "hi"')).toBeNull();
    expect(directionOf(down, 'say')).toBe('none');
  });
});
