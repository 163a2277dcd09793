import {
  type DuckDBBlobValue,
  type DuckDBStructType,
  type DuckDBStructValue,
  type DuckDBType,
  DuckDBTypeId,
} from '@duckdb/node-api';
import { imageDimensions } from './media-facts.js';
import { type MediaType, mediaTypeOf, mediaTypeOfName } from './sniff.js';

/** The first field of what `cellColumn` reads instead of media. */
export const mark = 'rowhouse_media';

/** What the addresses of media begin with in answers; whoever sends an answer puts the real beginning in its place. */
export const mediaBase = '{rowhouse:media}';
/** The same for media that are files of the dataset. */
export const mediaFileBase = '{rowhouse:file}';

const defaults: Readonly<Record<MediaType['kind'], string>> = {
  Image: 'image.jpg',
  Audio: 'audio.wav',
  Video: 'video.mp4',
  Pdf: 'document.pdf',
};

export function isMediaCell(type: DuckDBStructType): boolean {
  return type.entryNames[0] === mark;
}

/** True for types with media somewhere inside, as `cellColumn` reads them. */
export function holdsMediaCells(type: DuckDBType): boolean {
  if (type.typeId === DuckDBTypeId.LIST) return holdsMediaCells(type.valueType);
  if (type.typeId !== DuckDBTypeId.STRUCT) return false;
  return isMediaCell(type) || type.entryTypes.some(holdsMediaCells);
}

interface MediaEntries extends Record<string, unknown> {
  name: string;
  /** The first bytes; null for a file. */
  head: DuckDBBlobValue | null;
  size: bigint | number;
  /** The path of the file in its revision; null for media in the table itself. */
  file: string | null;
  width: number | null;
  height: number | null;
}

/** A cell of media, to be shown once it is known in which row it stands, and where in the cell of its column. */
export class MediaCell {
  private constructor(
    private readonly kind: MediaType['kind'],
    private readonly entries: MediaEntries,
  ) {}

  static of(value: DuckDBStructValue): MediaCell {
    const { [mark]: kind, ...entries } = value.entries;
    return new MediaCell(kind as MediaType['kind'], entries as MediaEntries);
  }

  /**
   * The cell in the shape of the reference; null where it names what is no file of a dataset. `place`: indexes and fields
   * that lead to it inside of its column.
   */
  at(rowIdx: number, place: readonly string[]): object | null {
    const { file, head } = this.entries;
    const media = file === null ? mediaTypeOf(head?.bytes ?? new Uint8Array()) : mediaTypeOfName(file);
    const src = file === null ? this.#address(rowIdx, place, media) : fileAddress(file);
    if (src === null) return null;
    switch (this.kind) {
      case 'Image':
        return { src, ...this.#dimensions() };
      case 'Audio':
        return [{ src, type: media?.type ?? 'application/octet-stream' }];
      case 'Video':
        return { src };
      case 'Pdf':
        return { src, size_bytes: Number(this.entries.size) };
    }
  }

  #address(rowIdx: number, place: readonly string[], media: MediaType | null): string {
    const name = media ? `${this.kind.toLowerCase()}.${media.ending}` : defaults[this.kind];
    const inside = place.length === 0 ? [] : [place.map(escaped).join('/')];
    const parts = [String(rowIdx), this.entries.name, ...inside, name].map(encodeURIComponent);
    return `${mediaBase}/${parts.join('/')}`;
  }

  /** A picture that is broken, or unknown, is shown without its size. */
  #dimensions(): { height: number | null; width: number | null } {
    const { head, width, height } = this.entries;
    return head && width === null ? imageDimensions(head.bytes) : { height, width };
  }
}

/** A cell with media somewhere inside. */
export class CellWithMedia {
  constructor(private readonly cell: unknown) {}

  at(rowIdx: number): unknown {
    return shownAt(this.cell, rowIdx, []);
  }
}

/** A cell as it stands in the answer for its row. */
export function shownCell(cell: unknown, rowIdx: number): unknown {
  return cell instanceof CellWithMedia ? cell.at(rowIdx) : cell;
}

function shownAt(value: unknown, rowIdx: number, place: readonly string[]): unknown {
  if (value instanceof MediaCell) return value.at(rowIdx, place);
  if (Array.isArray(value))
    return value.map((item, index) => shownAt(item, rowIdx, [...place, String(index)]));
  // Values of cells that are no plain objects, such as exact numbers, are shown as they are.
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== null) return value;
  const shown: Record<string, unknown> = Object.create(null);
  for (const [name, field] of Object.entries(value)) shown[name] = shownAt(field, rowIdx, [...place, name]);
  return shown;
}

/** Null for a path that would lead elsewhere: browsers take `..` out of addresses, with the folder before it. */
function fileAddress(path: string): string | null {
  const parts = path.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..')) return null;
  return `${mediaFileBase}/${parts.map(encodeURIComponent).join('/')}`;
}

/** As in a JSON Pointer (RFC 6901). */
function escaped(part: string): string {
  return part.replaceAll('~', '~0').replaceAll('/', '~1');
}
