import {
  byPlace,
  folderKind,
  folderLabels,
  type MediaInput,
  mediaKindOf,
  metadataOf,
  placeOf,
} from '@rowhouse/datasets';
import type { BlobStore } from '@rowhouse/storage';
import type { MediaFile, MediaFolder } from '@rowhouse/tables';
import { readRange } from './read-range.js';
import type { StepTask } from './step-task.js';

/** What a split is made from: tables, or a folder of media with what describes it. */
export interface SplitSources {
  tables: { path: string; blobKey: string; size: number }[];
  /** All files that cells may name; absent when the dataset has none. */
  media?: { files: MediaFile[]; folder?: MediaFolder };
  /** Hugging Face's name of the loader; null for tables. */
  builderName: (typeof builders)[keyof typeof builders] | null;
  notes: string[];
}

const builders = {
  Image: 'imagefolder',
  Audio: 'audiofolder',
  Video: 'videofolder',
  Pdf: 'pdffolder',
} as const;

/** Tells the tables of a split from its media. All splits of a config have one kind of rows, and the same labels. */
export function splitSources({ key, files, media }: StepTask, blobs: BlobStore): SplitSources {
  const named = media.flatMap((file): MediaFile[] => {
    const { path, size, blobKey } = file;
    const kind = mediaKindOf(path);
    const here = file.config === key.config && file.split === key.split;
    return kind ? [{ path, kind, size, here, read: readRange(blobs, blobKey) }] : [];
  });
  const rows = files.map(({ path }) => path).filter((path) => mediaKindOf(path) !== null);
  const inConfig = media.filter(({ config }) => config === key.config);
  const kind = rows.length > 0 ? folderKind(inConfig.map(({ path }) => path)) : null;
  if (kind === null) {
    return {
      tables: files,
      media: named.length > 0 ? { files: named } : undefined,
      builderName: null,
      notes: [],
    };
  }
  const others = media.filter(({ config }) => config === null);
  const metadata = new Set(
    metadataOf(
      rows,
      others.map(({ path }) => path),
    ),
  );
  const folder = {
    kind,
    labels: labelsOf(inConfig, others, kind),
    elsewhere: elsewhere(metadata, inConfig, key.split),
  };
  return {
    tables: others.filter(({ path }) => metadata.has(path)),
    media: { files: named, folder },
    builderName: builders[kind],
    notes: metadata.size === 0 ? notesOf(rows, kind) : [],
  };
}

/** Where anything is described, folders are no labels. */
function labelsOf(
  inConfig: readonly MediaInput[],
  others: readonly MediaInput[],
  kind: string,
): string[] | null {
  const paths = inConfig.map(({ path }) => path);
  const described =
    metadataOf(
      paths,
      others.map(({ path }) => path),
    ).length > 0;
  return described ? null : folderLabels(paths.filter((path) => mediaKindOf(path) === kind));
}

/** Metadata whose own place is another split of the config, the first one unless its folder is named for one. */
function elsewhere(
  metadata: ReadonlySet<string>,
  inConfig: readonly MediaInput[],
  split: string,
): Set<string> {
  const places = inConfig.flatMap((file) => (file.split === null ? [] : [{ config: '', split: file.split }]));
  const splits = new Set(places.sort(byPlace).map((place) => place.split));
  const [first] = splits;
  return new Set(
    [...metadata].filter((path) => {
      const own = placeOf(path).split;
      return (splits.has(own) ? own : first) !== split;
    }),
  );
}

function notesOf(rows: readonly string[], kind: string): string[] {
  const others = rows.filter((path) => mediaKindOf(path) !== kind);
  if (others.length === 0) return [];
  const some = `'${others[0]}'${others.length > 1 ? ', …' : ''} (${others.length})`;
  return [`These files are no rows, because most files of the folder are of another kind: ${some}.`];
}
