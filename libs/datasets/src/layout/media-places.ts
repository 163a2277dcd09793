import { dataFormatOf } from './data-format.js';
import { isMetadataName, type MediaKind, mediaKindOf, mediaKinds } from './media-kind.js';
import { type Place, placeOf } from './place-of.js';
import { splitKeywordIn } from './split-keyword.js';

/**
 * Finds the files of a revision whose rows are media: `places` of pictures, sounds, films and documents, and the
 * `metadata` files that describe them and so are no tables themselves. As in Hugging Face's ImageFolder and its like all
 * are of the config `default`, since folders are labels; where a table has that name, the outermost folder is the config,
 * so that neither hides the other. A few pictures among more tables are no rows.
 */
export function mediaPlaces(paths: readonly string[]): {
  places: ReadonlyMap<string, Place>;
  metadata: ReadonlySet<string>;
} {
  const media = paths.filter((path) => mediaKindOf(path) !== null);
  const metadata = new Set(metadataOf(media, paths));
  const tables = paths.filter((path) => dataFormatOf(path) !== null && !metadata.has(path));
  if (media.length <= tables.length) return { places: new Map(), metadata: new Set() };
  const taken = tables.some((path) => placeOf(path).config === 'default');
  const bySplitFolder = media.some((path) => splitFolderOf(path) !== null);
  const places = media.flatMap((path): [string, Place][] => {
    const { config, split } = placeOf(path);
    if (taken && config === 'default') return [];
    const place = {
      config: taken ? config : 'default',
      split: bySplitFolder ? (splitFolderOf(path) ?? 'train') : split,
    };
    return [[path, place]];
  });
  return { places: new Map(places), metadata };
}

/** The `metadata` files among some that lie in a folder of such media, or above. */
export function metadataOf(media: readonly string[], paths: readonly string[]): string[] {
  const described = new Set(media.flatMap(foldersAbove));
  return paths.filter((path) => isMetadataName(path) && described.has(folderOf(path)));
}

/** The kind that most of these files are of; the others are no rows of their folder. */
export function folderKind(paths: readonly string[]): MediaKind | null {
  const counts = new Map<MediaKind, number>();
  for (const path of paths) {
    const kind = mediaKindOf(path);
    if (kind) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  const ordered = mediaKinds.filter((kind) => counts.has(kind));
  return ordered.sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0))[0] ?? null;
}

/**
 * The names of the folders that files of one kind directly lie in, in order, as labels: when there is more than one and
 * all files lie equally deep. Folders that are named for splits are no labels.
 */
export function folderLabels(paths: readonly string[]): string[] | null {
  const depths = new Set(paths.map((path) => path.split('/').length));
  const labels = new Set(paths.map(labelOf));
  if (depths.size !== 1 || labels.size < 2 || labels.has(null)) return null;
  return [...(labels as Set<string>)].sort((a, b) => (a < b ? -1 : 1));
}

/** The folder that a file directly lies in, unless it is the root or named for a split. */
export function labelOf(path: string): string | null {
  const folder = path.split('/').at(-2) ?? null;
  return folder === null || splitKeywordIn(folder) ? null : folder;
}

function splitFolderOf(path: string): string | null {
  for (const folder of path.split('/').slice(0, -1)) {
    const keyword = splitKeywordIn(folder);
    if (keyword) return keyword;
  }
  return null;
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** All folders that a file lies in, the root as `''`. */
function foldersAbove(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return ['', ...parts.map((_part, index) => parts.slice(0, index + 1).join('/'))];
}
