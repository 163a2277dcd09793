import { createHash } from 'node:crypto';
import type { CommitFile } from './dataset-record.js';

/** 40 hex digits that name a revision: its content, its parent and its place in the history. */
export function revisionHash(commit: {
  datasetId: string;
  number: number;
  parent: string | null;
  files: readonly CommitFile[];
}): string {
  const hash = createHash('sha1').update(`${commit.datasetId}\n${commit.number}\n${commit.parent ?? ''}\n`);
  const lines = commit.files.map(({ path, sha256 }) => `${sha256} ${path}\n`).sort();
  for (const line of lines) hash.update(line);
  return hash.digest('hex');
}
