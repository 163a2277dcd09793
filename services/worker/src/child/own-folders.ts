import { basename } from 'node:path';
import { unfinishedBlobs } from '@rowhouse/storage';
import type { ChildSettings } from './protocol.js';

/** The name under which a child process writes blobs: that of its scratch folder, which no other process has. */
export function writerOf({ scratchDir }: Pick<ChildSettings, 'scratchDir'>): string {
  return basename(scratchDir);
}

/** What a child process has on disks for itself alone; to be removed by whoever sees that it has ended. */
export function ownFolders(settings: Pick<ChildSettings, 'scratchDir' | 'blobUrl'>): string[] {
  const unfinished = unfinishedBlobs(settings.blobUrl, writerOf(settings));
  return unfinished === null ? [settings.scratchDir] : [settings.scratchDir, unfinished];
}
