import type { FeatureColumn } from '@rowhouse/contract';
import { weakEtag } from '../../http/conditional.js';
import type { SplitTable } from './split-tables.js';

/** A page of rows, ready to be sent. */
export interface RowPage {
  revision: string;
  columns: readonly FeatureColumn[];
  body: Buffer;
  etag: string;
}

/** The answer with these rows, the JSON text of an array, of which there are `total` in all. */
export function rowPage(
  table: Pick<SplitTable, 'revision' | 'columns' | 'featuresJson'>,
  columns: readonly FeatureColumn[],
  rows: string,
  { total, perPage }: { total: number; perPage: number },
): RowPage {
  const features = columns === table.columns ? table.featuresJson : JSON.stringify(columns);
  const body = Buffer.concat([
    Buffer.from(`{"features":${features},"rows":`),
    Buffer.from(rows),
    Buffer.from(`,"num_rows_total":${total},"num_rows_per_page":${perPage},"partial":false}`),
  ]);
  return { revision: table.revision, columns, body, etag: weakEtag(body) };
}
