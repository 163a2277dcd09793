/** Kinds of media that a folder of files can hold; named as Hugging Face's features. */
export type MediaKind = 'Image' | 'Audio' | 'Video' | 'Pdf';

/** In the order in which a tie is decided. */
export const mediaKinds: readonly MediaKind[] = ['Image', 'Audio', 'Video', 'Pdf'];

const endings: Readonly<Record<MediaKind, string>> = {
  Image: 'avif bmp dib gif heic ico jfif jp2 jpe jpeg jpg pbm pgm png pnm ppm tif tiff webp',
  Audio: 'aac aif aiff au caf flac m4a mp3 oga ogg opus w64 wav wma',
  Video: 'avi m4v mkv mov mp4 mpeg mpg ogv webm',
  Pdf: 'pdf',
};

const kindByEnding: ReadonlyMap<string, MediaKind> = new Map(
  mediaKinds.flatMap((kind) => endings[kind].split(' ').map((ending) => [ending, kind] as const)),
);

/** The kind of media that a file's name promises; null for all other files, SVG among them. */
export function mediaKindOf(path: string): MediaKind | null {
  const ending = /\.([a-z0-9]+)$/i.exec(path)?.[1]?.toLowerCase();
  return (ending !== undefined && kindByEnding.get(ending)) || null;
}

/** True for the names of files that describe the media beside and below them. */
export function isMetadataName(path: string): boolean {
  return /(^|\/)metadata\.(csv|jsonl|parquet)$/.test(path);
}
