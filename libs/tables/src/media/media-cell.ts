import type { DuckDBBlobValue, DuckDBStructType, DuckDBStructValue } from '@duckdb/node-api';
import type { FeatureColumn } from '@rowhouse/contract';
import { imageSize } from 'image-size';
import { quoteIdentifier, quoteLiteral } from '../engine/quote.js';
import { type MediaType, mediaTypeOf } from './sniff.js';

/** The size of an image stands within these bytes, but for JPEGs with very large metadata. */
const HEAD_BYTES = 65_536;
/** The first field of what is read instead of media. */
const MARK = 'rowhouse_media';

/** What the addresses of media begin with in answers; whoever sends an answer puts the real beginning in its place. */
export const mediaBase = '{rowhouse:media}';

const defaults: Readonly<Record<MediaType['kind'], string>> = {
  Image: 'image.jpg',
  Audio: 'audio.wav',
  Video: 'video.mp4',
  Pdf: 'document.pdf',
};

/** True for columns whose cells are shown as addresses. */
export function isMedia({ type }: FeatureColumn): boolean {
  return typeof type._type === 'string' && Object.hasOwn(defaults, type._type);
}

/** A column as SQL for pages of cells: of media only the beginning is read. `prefix`: the relation, with its dot. */
export function cellColumn(column: FeatureColumn, prefix = ''): string {
  const name = quoteIdentifier(column.name);
  const cell = `${prefix}${name}`;
  if (!isMedia(column)) return cell;
  const bytes = `struct_extract(${cell}, 'bytes')`;
  const media = `struct_pack(${MARK} := ${quoteLiteral(column.type._type as string)},
    name := ${quoteLiteral(column.name)}, head := ${bytes}[1:${HEAD_BYTES}], size := octet_length(${bytes}))`;
  return `CASE WHEN ${bytes} IS NOT NULL THEN ${media} END AS ${name}`;
}

export function isMediaCell(type: DuckDBStructType): boolean {
  return type.entryNames[0] === MARK;
}

/** A cell of media, to be shown once it is known in which row it stands. */
export class MediaCell {
  constructor(
    private readonly kind: MediaType['kind'],
    private readonly column: string,
    private readonly head: Uint8Array,
    private readonly size: number,
  ) {}

  static of(value: DuckDBStructValue): MediaCell {
    const { [MARK]: kind, name, head, size } = value.entries;
    return new MediaCell(
      kind as MediaType['kind'],
      name as string,
      (head as DuckDBBlobValue).bytes,
      Number(size),
    );
  }

  /** The cell in the shape of the reference. */
  at(rowIdx: number): object {
    const media = mediaTypeOf(this.head);
    const file = media ? `${this.kind.toLowerCase()}.${media.ending}` : defaults[this.kind];
    const src = `${mediaBase}/${rowIdx}/${encodeURIComponent(this.column)}/${file}`;
    switch (this.kind) {
      case 'Image':
        return { src, ...this.#dimensions() };
      case 'Audio':
        return [{ src, type: media?.type ?? 'application/octet-stream' }];
      case 'Video':
        return { src };
      case 'Pdf':
        return { src, size_bytes: this.size };
    }
  }

  /** A picture that is broken, or unknown, is shown without its size. */
  #dimensions(): { height: number | null; width: number | null } {
    try {
      const { height, width, orientation = 1 } = imageSize(this.head);
      // Turned by a quarter, as cameras note it in EXIF.
      return orientation > 4 ? { height: width, width: height } : { height, width };
    } catch {
      return { height: null, width: null };
    }
  }
}

/** A cell as it stands in the answer for its row. */
export function shownCell(cell: unknown, rowIdx: number): unknown {
  return cell instanceof MediaCell ? cell.at(rowIdx) : cell;
}
