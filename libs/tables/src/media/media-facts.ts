import { imageSize } from 'image-size';
import { parseBlob } from 'music-metadata';
import { LARGEST_PIECE_BYTES, type MediaBytes, RangedBlob } from './ranged-blob.js';
import type { MediaType } from './sniff.js';

/** The size of an image stands within these bytes, but for JPEGs with very large metadata. */
export const HEAD_BYTES = 65_536;
/** Of one sound or film; a longer look for its end is given up. */
const MAX_READ_BYTES = 32 * 1024 * 1024;

/** What headers tell of media; null where they do not. */
export interface MediaFacts {
  /** Bytes. */
  size: number;
  /** Pixels. */
  width: number | null;
  height: number | null;
  /** Seconds. */
  duration: number | null;
}

/** What reading the facts of media of this size holds in memory at most: a piece of them, and the reader's copy of it. */
export function bytesHeldFor(size: number): number {
  return 2 * Math.min(size, LARGEST_PIECE_BYTES);
}

/**
 * Reads what the kind of media is described by: pictures by their size, sounds and films by their duration.
 * @throws what `read` throws
 */
export async function factsOf(kind: MediaType['kind'], media: MediaBytes): Promise<MediaFacts> {
  const nothing = { size: media.size, width: null, height: null, duration: null };
  if (kind === 'Image') return { ...nothing, ...(await dimensionsOf(media)) };
  if (kind === 'Pdf') return nothing;
  return { ...nothing, duration: await durationOf(media) };
}

/** Pixels of a picture as it is to be shown; null when it is broken, or of an unknown kind. */
export function imageDimensions(head: Uint8Array): { height: number | null; width: number | null } {
  try {
    const { height, width, orientation = 1 } = imageSize(head);
    // Turned by a quarter, as cameras note it in EXIF.
    return orientation > 4 ? { height: width, width: height } : { height, width };
  } catch {
    return { height: null, width: null };
  }
}

async function dimensionsOf(media: MediaBytes) {
  const found = imageDimensions(await media.read(0, Math.min(media.size, HEAD_BYTES)));
  if (found.width !== null || media.size <= HEAD_BYTES) return found;
  return imageDimensions(await media.read(0, Math.min(media.size, 16 * HEAD_BYTES)));
}

/**
 * Seconds of a sound or a film by its headers, or from its end where only that tells; null when nothing does.
 * @throws what `read` throws
 */
export async function durationOf(media: MediaBytes): Promise<number | null> {
  for (const duration of [false, true]) {
    const blob = new RangedBlob(media, MAX_READ_BYTES);
    const found = await secondsIn(blob, duration);
    // The store may have it again in a minute: that is not for the parser to judge.
    if (blob.failure) throw blob.failure.error;
    if (found !== undefined) return found;
  }
  return null;
}

/** Undefined: its headers do not tell. Null: it is broken, of an unknown kind, or too long to be read to its end. */
async function secondsIn(blob: RangedBlob, duration: boolean): Promise<number | null | undefined> {
  try {
    const { format } = await parseBlob(blob.asBlob(), { duration, skipCovers: true });
    const seconds = [format.duration, ...(format.trackInfo ?? []).map((track) => track.duration)];
    return seconds.find((value) => value !== undefined && Number.isFinite(value));
  } catch {
    return null;
  }
}
