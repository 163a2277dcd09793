import { columnsNamed, readingParameters } from './reading-parameters.js';

describe('what a read of rows may ask for', () => {
  it.each([
    ['a', ['a']],
    ['a,b', ['a', 'b']],
    ['b,a,b', ['b', 'a']],
    ['"a,b",c d', ['a,b', 'c d']],
    ['"say ""hi"""', ['say "hi"']],
    ['a.b', ['a.b']],
  ])('columns=%s', (columns, names) => expect(readingParameters({ columns }).columns).toEqual(names));

  it.each([{ columns: '"a' }, { columns: 'a"b' }, { columns: ',' }, { revision: 'main' }, { format: 'xml' }])(
    '%j is refused',
    (query) => expect(() => readingParameters(query)).toThrow(/^Parameter '/),
  );

  it('takes nothing for nothing', () => {
    expect(readingParameters({ columns: ' ', format: 'json' })).toEqual({});
  });

  it('names the columns that were meant', () => {
    const all = ['name', 'age'].map((name, feature_idx) => ({
      feature_idx,
      name,
      type: { _type: 'Value' as const, dtype: 'string' },
    }));
    expect(columnsNamed(all, undefined)).toBe(all);
    expect(columnsNamed(all, ['age'])).toEqual([all[1]]);
    expect(() => columnsNamed(all, ['nam'])).toThrow("names 'nam', which the split does not have");
  });
});
