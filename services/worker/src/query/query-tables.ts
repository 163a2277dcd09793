import { errors, RowhouseError } from '@rowhouse/contract';
import { type Datasets, ServedStepError, type SplitParquet } from '@rowhouse/datasets';

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
 * Finds the split behind each name: `namespace/name` is the split `train` of the config `default`, any other split
 * is `namespace/name/config/split`.
 * @throws QueryTableNotFound, QueryTableNotReady
 */
export function servedTables(datasets: Datasets, tables: readonly string[]): Promise<ServedTable[]> {
  return Promise.all(
    tables.map(async (name) => {
      const place = placeOf(name);
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

interface Place {
  dataset: string;
  config: string;
  split: string;
}

function placeOf(table: string): Place {
  const [namespace, name, config = 'default', split = 'train', ...rest] = table.split('/');
  const parts = table.split('/').length;
  if (namespace && name && config && split && rest.length === 0 && parts !== 3) {
    return { dataset: `${namespace}/${name}`, config, split };
  }
  throw errors.QueryTableNotFound({
    table,
    reason: 'name a dataset as "namespace/name", or a split of it as "namespace/name/config/split".',
  });
}

function explained(error: unknown, table: string, { dataset, config, split }: Place): unknown {
  if (error instanceof ServedStepError) {
    const { message } = error.error;
    return errors.QueryTableNotFound({ table, reason: `its files could not be processed: ${message}` });
  }
  if (!(error instanceof RowhouseError)) return error;
  switch (error.code) {
    case 'ExternalUnauthenticatedError':
      return errors.QueryTableNotFound({
        table,
        reason: `there is no dataset '${dataset}'. Check the spelling, or list the datasets at /api/datasets.`,
      });
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
