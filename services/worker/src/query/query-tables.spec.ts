import { open } from '@rowhouse/auth';
import type { Datasets } from '@rowhouse/datasets';
import { servedTables } from './query-tables.js';

describe('the name of a table', () => {
  // Names that are none are refused before anything is looked up.
  const datasets = {} as Datasets;

  it.each([
    'cars',
    'me/',
    '/cars',
    '/etc/passwd',
    'me/cars/default',
    'me/cars/default/train/x',
    'me/cars//train',
    '',
  ])('is not %j', async (name) => {
    await expect(servedTables(datasets, open, [name])).rejects.toMatchObject({
      code: 'QueryTableNotFound',
      status: 422,
      details: { table: name },
    });
  });
});
