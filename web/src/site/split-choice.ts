import type { SplitItem } from '@rowhouse/contract';

/** The split that the URL names, else `train`, else the first one; `null` when there is none. */
export function chosenSplit(splits: readonly SplitItem[], query: URLSearchParams): SplitItem | null {
  const [config, split] = [query.get('config'), query.get('split')];
  return (
    splits.find((item) => item.config === config && item.split === split) ??
    splits.find((item) => item.split === 'train') ??
    splits[0] ??
    null
  );
}

export const rowsPerPage = 50;

/** The first row to show: the URL's `offset`, or 0 for anything that is no row number. */
export function offsetOf(query: URLSearchParams): number {
  const offset = Number(query.get('offset'));
  return Number.isSafeInteger(offset) && offset > 0 ? offset : 0;
}
