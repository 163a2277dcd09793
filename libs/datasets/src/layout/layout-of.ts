import { dataFormatOf } from './data-format.js';
import { mediaPlaces } from './media-places.js';
import { type Place, placeOf } from './place-of.js';

/** One file of a revision with the place of its rows; `null` for files that are neither tables nor media with rows. */
export interface PlacedFile<File> {
  file: File;
  place: Place | null;
}

/** One split and the files that make it, in natural order of their paths. */
export interface SplitLayout<File> extends Place {
  files: File[];
}

const order = new Intl.Collator('en', { numeric: true });
const splitOrder = ['train', 'validation', 'test'];

export function placeFiles<File extends { path: string }>(files: readonly File[]): PlacedFile<File>[] {
  const { places, metadata } = mediaPlaces(files.map(({ path }) => path));
  return files.map((file) => {
    const { path } = file;
    const isTable = dataFormatOf(path) !== null && !metadata.has(path);
    return { file, place: isTable ? placeOf(path) : (places.get(path) ?? null) };
  });
}

/** Groups the files of a revision into splits, ordered `byPlace`. */
export function layoutOf<File extends { path: string }>(files: readonly File[]): SplitLayout<File>[] {
  const splits = new Map<string, SplitLayout<File>>();
  for (const { file, place } of placeFiles(files)) {
    if (!place) continue;
    const key = JSON.stringify([place.config, place.split]);
    const layout = splits.get(key) ?? { ...place, files: [] };
    layout.files.push(file);
    splits.set(key, layout);
  }
  for (const { files } of splits.values()) files.sort((a, b) => order.compare(a.path, b.path));
  return [...splits.values()].sort(byPlace);
}

/** Orders configs naturally, and in each `train`, `validation`, `test`, then other splits naturally. */
export function byPlace(a: Place, b: Place): number {
  return (
    order.compare(a.config, b.config) || rank(a.split) - rank(b.split) || order.compare(a.split, b.split)
  );
}

function rank(split: string): number {
  const index = splitOrder.indexOf(split);
  return index === -1 ? splitOrder.length : index;
}
