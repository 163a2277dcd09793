import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { BlobStore } from '@rowhouse/storage';

/** Below this, dumps of the database stand in the blob store, beside what they speak of. */
const folder = 'backups/';

/** Dumps of the database in the blob store, by names that sort by time. */
export class Dumps {
  constructor(private readonly blobs: BlobStore) {}

  /** Moves a finished dump in, then deletes all but the newest `keep`; the file is gone afterwards. */
  async store(file: string, keep: number): Promise<{ stored: string; deleted: string[] }> {
    const name = basename(file);
    await this.blobs.importFile(file, `${folder}${name}`);
    const deleted = (await this.names()).reverse().slice(keep);
    for (const old of deleted) await this.blobs.delete(`${folder}${old}`);
    return { stored: name, deleted };
  }

  /** Oldest first. */
  async names(): Promise<string[]> {
    const names: string[] = [];
    for await (const { key } of this.blobs.list(folder)) names.push(key.slice(folder.length));
    return names.filter((name) => name.endsWith('.dump')).sort();
  }

  /** Copies one into a folder of this machine, whole or not at all. @throws BlobNotFound */
  async fetch(name: string, into: string): Promise<string> {
    const path = join(into, name);
    const part = `${path}.part`;
    try {
      await pipeline(await this.blobs.read(`${folder}${name}`), createWriteStream(part));
      await rename(part, path);
    } finally {
      await rm(part, { force: true });
    }
    return path;
  }
}
