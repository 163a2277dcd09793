import type { FeatureColumn } from '@rowhouse/contract';

/** Prints rows of these columns as JSON objects; columns keep their order whatever their names. */
export function rowPrinter(columns: readonly FeatureColumn[]): (cell: (column: number) => unknown) => string {
  const keys = columns.map(({ name }, index) => `${index === 0 ? '' : ','}${JSON.stringify(name)}:`);
  return (cell) => {
    let row = '';
    for (const [index, key] of keys.entries()) row += key + JSON.stringify(cell(index));
    return `{${row}}`;
  };
}
