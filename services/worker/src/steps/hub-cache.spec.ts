import type { Feature } from '@rowhouse/contract';
import { modalitiesOf } from './hub-cache.js';

const value = (dtype: string): Feature => ({ _type: 'Value', dtype });

describe('the modalities of a table', () => {
  it.each([
    [[value('string')], ['text']],
    [[value('int64')], []],
    [
      [value('int64'), value('float64'), value('string')],
      ['tabular', 'text'],
    ],
    [
      [value('timestamp[us]'), value('float64')],
      ['tabular', 'timeseries'],
    ],
    [
      [{ _type: 'Image' }, value('string')],
      ['image', 'text'],
    ],
    [[{ _type: 'List', feature: { _type: 'Audio' } }], ['audio']],
    [
      [{ pages: { _type: 'Pdf' }, notes: { _type: 'List', feature: value('large_string') } }],
      ['document', 'text'],
    ],
    [[{ _type: 'ClassLabel', names: ['a'] }], []],
  ] as [Feature[], string[]][])('%j', (columns, expected) => {
    expect(modalitiesOf(columns).sort()).toEqual(expected);
  });
});
