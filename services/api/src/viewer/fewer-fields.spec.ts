import type { CroissantCrumbs } from '@rowhouse/contract';
import { withFewerFields } from './fewer-fields.js';

const crumbs = (fields: number): CroissantCrumbs => ({
  '@context': {},
  '@type': 'sc:Dataset',
  conformsTo: '',
  distribution: [],
  recordSet: [
    { description: 'rows', field: Array.from({ length: fields }, (_nothing, n) => ({ '@id': `r/${n}` })) },
  ],
});

describe('crumbs with fewer fields', () => {
  it('keep a thousand, and tell how many are gone', () => {
    expect(withFewerFields(crumbs(1000))).toEqual(crumbs(1000));
    const [one] = withFewerFields(crumbs(1001)).recordSet;
    expect(one?.field).toHaveLength(1000);
    expect(one?.description).toBe('rows\n- 1 skipped column (max number of columns reached)');
    expect(withFewerFields(crumbs(1500)).recordSet[0]?.description).toMatch(/- 500 skipped columns \(/);
  });
});
