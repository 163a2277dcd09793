import type { Feature, FeatureColumn } from '@rowhouse/contract';
import { cellTexts, textColumns } from './cell-texts.js';

const string: Feature = { _type: 'Value', dtype: 'string' };
const int: Feature = { _type: 'Value', dtype: 'int64' };
const date: Feature = { _type: 'Value', dtype: 'date32' };
const list = (feature: Feature): Feature => ({ _type: 'List', feature });

describe('texts of cells', () => {
  it('are in columns of texts, and of what holds texts', () => {
    const types: Record<string, Feature> = {
      text: string,
      number: int,
      date,
      bytes: { _type: 'Value', dtype: 'binary' },
      label: { _type: 'ClassLabel', names: ['a'] },
      image: { _type: 'Image' },
      json: { _type: 'Json' },
      words: list(string),
      numbers: list(int),
      struct: { id: int, name: string },
      numbersOnly: { id: int },
      deep: list({ answers: { text: list(string), start: list(int) } }),
      translation: { _type: 'Translation', languages: ['en', 'fr'] },
      variable: { _type: 'TranslationVariableLanguages', languages: ['en'] },
      grid: { _type: 'Array2D', shape: [2, 2], dtype: 'string' },
    };
    const columns = Object.entries(types).map(
      ([name, type], feature_idx): FeatureColumn => ({ feature_idx, name, type }),
    );
    expect(textColumns(columns).map(({ name }) => name)).toEqual([
      'text',
      'json',
      'words',
      'struct',
      'deep',
      'translation',
      'variable',
    ]);
  });

  it('come with the way to them', () => {
    expect(cellTexts(string, 'a')).toEqual([{ path: [], text: 'a' }]);
    expect(cellTexts(string, null)).toEqual([]);
    expect(cellTexts(list(string), ['a', null, 'b'])).toEqual([
      { path: [0], text: 'a' },
      { path: [2], text: 'b' },
    ]);
    expect(
      cellTexts(
        { day: date, name: string, tags: list(string) },
        { day: '2020-01-01', name: 'x', tags: ['y'] },
      ),
    ).toEqual([
      { path: ['name'], text: 'x' },
      { path: ['tags', 0], text: 'y' },
    ]);
    expect(cellTexts({ _type: 'Translation', languages: ['en', 'fr'] }, { en: 'cat', fr: 'chat' })).toEqual([
      { path: ['en'], text: 'cat' },
      { path: ['fr'], text: 'chat' },
    ]);
    expect(cellTexts({ _type: 'Json' }, { a: ['x', 1, { b: 'y' }], c: null })).toEqual([
      { path: ['a', 0], text: 'x' },
      { path: ['a', 2, 'b'], text: 'y' },
    ]);
    expect(cellTexts({ _type: 'Json' }, 'text')).toEqual([{ path: [], text: 'text' }]);
  });
});
