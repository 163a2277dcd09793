import { errors, type RowhouseError } from '@rowhouse/contract';

/** The split that a table of a query is. */
export interface TablePlace {
  /** `namespace/name`. */
  dataset: string;
  config: string;
  split: string;
}

/**
 * What a table of a query names: `namespace/name` is the split `train` of the config `default`, any other split is
 * `namespace/name/config/split`; null for anything else.
 */
export function tablePlace(table: string): TablePlace | null {
  const parts = table.split('/');
  const [namespace, name, config = 'default', split = 'train'] = parts;
  if ((parts.length !== 2 && parts.length !== 4) || !namespace || !name || !config || !split) return null;
  return { dataset: `${namespace}/${name}`, config, split };
}

/** For a dataset that does not exist and for one that may not be read: the same words. */
export function noSuchTable(table: string, dataset: string): RowhouseError {
  return errors.QueryTableNotFound({
    table,
    reason: `there is no dataset '${dataset}' that you may read. Check the spelling, or list the datasets at /api/datasets.`,
  });
}
