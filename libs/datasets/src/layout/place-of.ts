import { splitKeywordIn } from './split-keyword.js';

/** Where the rows of a file belong. */
export interface Place {
  config: string;
  split: string;
}

const sharded = /^(\w+(?:[.-]\w+)*?)-\d{5}-of-\d{5}\b/;

/**
 * Decides config and split from a file's path, by the naming rules of Hugging Face's `datasets`:
 * `train.csv`, `test-00000-of-00002.parquet`, `validation/part1.csv`, `data/train-….parquet`; the outermost
 * folder that is neither `data` nor named for a split is the config. Unlike there, a file whose name says
 * nothing belongs to `train` even when other files have names that do, so that no upload ever hides another.
 */
export function placeOf(path: string): Place {
  const folders = path.split('/');
  const file = folders.pop() ?? '';
  let config: string | null = null;
  let folderSplit: string | null = null;
  for (const folder of folders) {
    const keyword = splitKeywordIn(folder);
    if (keyword) folderSplit ??= keyword;
    else if (config === null && folder !== 'data') config = folder;
  }
  return {
    config: config ?? 'default',
    split: splitOfShard(file) ?? folderSplit ?? splitKeywordIn(file) ?? 'train',
  };
}

function splitOfShard(file: string): string | null {
  const prefix = sharded.exec(file)?.[1];
  return prefix === undefined ? null : (splitKeywordIn(prefix) ?? prefix);
}
