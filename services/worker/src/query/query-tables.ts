import type { Principal } from '@rowhouse/auth';
import { errors, RowhouseError } from '@rowhouse/contract';
import {
  type Datasets,
  noSuchTable,
  ServedStepError,
  type SplitParquet,
  type TablePlace,
  tablePlace,
} from '@rowhouse/datasets';

/** A table of a query as it is named there, with the Parquet files of the revision that readers see. */
export interface ServedTable {
  name: string;
  blobKeys: string[];
}

/** What the code of a query asks its worker for. */
export interface TablesQuestion {
  tables: string[];
}

/**
 * Finds the split behind each name, as far as the reader may read it now; names are those of `tablePlace`.
 * @throws QueryTableNotFound, QueryTableNotReady
 */
export function servedTables(
  datasets: Datasets,
  reader: Principal,
  tables: readonly string[],
): Promise<ServedTable[]> {
  return Promise.all(
    tables.map(async (name) => {
      const place = placeOf(name);
      const readable = await datasets.access.readable(reader, place.dataset, { fresh: true });
      if (readable === 'hidden') throw noSuchTable(name, place.dataset);
      try {
        const { content } = await datasets.served.get('split-parquet', place);
        const { files } = JSON.parse(content) as SplitParquet;
        return { name, blobKeys: files.map(({ blobKey }) => blobKey) };
      } catch (error) {
        throw explained(error, name, place);
      }
    }),
  );
}

/** @throws QueryTableNotFound */
function placeOf(table: string): TablePlace {
  const place = tablePlace(table);
  if (place) return place;
  throw errors.QueryTableNotFound({
    table,
    reason: 'name a dataset as "namespace/name", or a split of it as "namespace/name/config/split".',
  });
}

function explained(error: unknown, table: string, { dataset, config, split }: TablePlace): unknown {
  if (error instanceof ServedStepError) {
    const { message } = error.error;
    return errors.QueryTableNotFound({ table, reason: `its files could not be processed: ${message}` });
  }
  if (!(error instanceof RowhouseError)) return error;
  switch (error.code) {
    case 'ExternalUnauthenticatedError':
      return noSuchTable(table, dataset);
    case 'ResponseNotFound':
      return errors.QueryTableNotFound({
        table,
        reason: `the dataset '${dataset}' has no split '${split}' in a config '${config}'. See /splits?dataset=${dataset} and name one as "${dataset}/config/split".`,
      });
    case 'ResponseNotReady':
      return errors.QueryTableNotReady({ table });
    default:
      return error;
  }
}
