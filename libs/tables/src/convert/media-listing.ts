import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Feature } from '@rowhouse/contract';
import { compareNaturally } from '../formats/natural-order.js';
import type { MediaFile } from '../media/media-lookup.js';
import type { MediaType } from '../media/sniff.js';
import type { SourceFile } from './source.js';

/** A split that is a folder of media. */
export interface MediaFolder {
  /** Of its rows; files of other kinds are only named in metadata. */
  kind: MediaType['kind'];
  /** Names of folders that tell files apart, in order; null when they do not. */
  labels: readonly string[] | null;
  /** Names of the metadata that lie outside of the split. */
  elsewhere: ReadonlySet<string>;
}

/** Writes the rows of a folder that nobody has described: each file in natural order, and its folder as a label. */
export async function listMedia(
  files: readonly MediaFile[],
  { kind, labels }: MediaFolder,
  scratch: string,
): Promise<SourceFile> {
  const places = new Map(labels?.map((label, index) => [label, index]));
  const lines = files
    .filter((file) => file.here && file.kind === kind)
    .map(({ path }) => path)
    .sort(compareNaturally)
    .map((path) => {
      const label = places.get(path.split('/').at(-2) ?? '');
      return JSON.stringify({ file_name: path, ...(labels ? { label: label ?? null } : {}) });
    });
  const text = `${lines.join('\n')}\n`;
  const path = join(scratch, 'media.jsonl');
  await writeFile(path, text);
  return { path, name: 'metadata.jsonl', size: Buffer.byteLength(text) };
}

/** What the columns of such a listing are, beyond what is seen in it. */
export function listedFeatures({ labels }: MediaFolder): Map<string, Feature> {
  return new Map(labels ? [['label', { _type: 'ClassLabel', names: [...labels] }]] : []);
}
