/** What bytes are, by how they begin. Only types that no browser runs anything of. */
export interface MediaType {
  kind: 'Image' | 'Audio' | 'Video' | 'Pdf';
  /** As in `Content-Type`. */
  type: string;
  /** Of a file's name. */
  ending: string;
}

/** Bytes that `mediaTypeOf` needs of a file. */
export const SNIFFED_BYTES = 64;

const types = {
  png: { kind: 'Image', type: 'image/png', ending: 'png' },
  jpg: { kind: 'Image', type: 'image/jpeg', ending: 'jpg' },
  gif: { kind: 'Image', type: 'image/gif', ending: 'gif' },
  webp: { kind: 'Image', type: 'image/webp', ending: 'webp' },
  bmp: { kind: 'Image', type: 'image/bmp', ending: 'bmp' },
  tiff: { kind: 'Image', type: 'image/tiff', ending: 'tiff' },
  avif: { kind: 'Image', type: 'image/avif', ending: 'avif' },
  wav: { kind: 'Audio', type: 'audio/wav', ending: 'wav' },
  mp3: { kind: 'Audio', type: 'audio/mpeg', ending: 'mp3' },
  flac: { kind: 'Audio', type: 'audio/flac', ending: 'flac' },
  ogg: { kind: 'Audio', type: 'audio/ogg', ending: 'ogg' },
  m4a: { kind: 'Audio', type: 'audio/mp4', ending: 'm4a' },
  mp4: { kind: 'Video', type: 'video/mp4', ending: 'mp4' },
  mov: { kind: 'Video', type: 'video/quicktime', ending: 'mov' },
  webm: { kind: 'Video', type: 'video/webm', ending: 'webm' },
  avi: { kind: 'Video', type: 'video/x-msvideo', ending: 'avi' },
  pdf: { kind: 'Pdf', type: 'application/pdf', ending: 'pdf' },
} as const satisfies Record<string, MediaType>;

type Known = keyof typeof types;

/** Other endings of names for the same types. */
const otherEndings: Readonly<Record<string, Known>> = {
  jpeg: 'jpg',
  jpe: 'jpg',
  jfif: 'jpg',
  tif: 'tiff',
  oga: 'ogg',
  opus: 'ogg',
  m4v: 'mp4',
};
/** Types that are known by name only. */
const byNameOnly: Readonly<Record<string, MediaType>> = {
  aac: { kind: 'Audio', type: 'audio/aac', ending: 'aac' },
  aiff: { kind: 'Audio', type: 'audio/aiff', ending: 'aiff' },
  aif: { kind: 'Audio', type: 'audio/aiff', ending: 'aif' },
  mkv: { kind: 'Video', type: 'video/x-matroska', ending: 'mkv' },
  mpeg: { kind: 'Video', type: 'video/mpeg', ending: 'mpeg' },
  mpg: { kind: 'Video', type: 'video/mpeg', ending: 'mpg' },
};

/** The type of media that a file's name promises; null for everything else, SVG and HTML among it. */
export function mediaTypeOfName(path: string): MediaType | null {
  const ending = path.slice(path.lastIndexOf('.') + 1).toLowerCase();
  const known = Object.hasOwn(otherEndings, ending) ? otherEndings[ending] : ending;
  if (known !== undefined && Object.hasOwn(types, known)) return types[known as Known];
  return (Object.hasOwn(byNameOnly, ending) && byNameOnly[ending]) || null;
}

/** Signatures at the start; Latin-1 text stands for bytes. */
const starts: readonly (readonly [string, Known])[] = [
  ['\x89PNG\r\n\x1a\n', 'png'],
  ['\xff\xd8\xff', 'jpg'],
  ['GIF87a', 'gif'],
  ['GIF89a', 'gif'],
  ['BM', 'bmp'],
  ['II*\0', 'tiff'],
  ['MM\0*', 'tiff'],
  ['ID3', 'mp3'],
  ['fLaC', 'flac'],
  ['OggS', 'ogg'],
  ['\x1a\x45\xdf\xa3', 'webm'],
  ['%PDF-', 'pdf'],
];

/** Of RIFF's chunks and of ISO base media's brands, which stand after a size. */
const riff: Readonly<Record<string, Known>> = { WAVE: 'wav', WEBP: 'webp', 'AVI ': 'avi' };
const brands: Readonly<Record<string, Known>> = { avif: 'avif', avis: 'avif', 'M4A ': 'm4a', 'qt  ': 'mov' };

/** The type of media that begins with these bytes; null for everything else, SVG and HTML among it. */
export function mediaTypeOf(head: Uint8Array): MediaType | null {
  const text = Buffer.from(head.subarray(0, SNIFFED_BYTES)).toString('latin1');
  const known = starts.find(([start]) => text.startsWith(start))?.[1] ?? inContainer(text) ?? mpegFrame(head);
  return known ? types[known] : null;
}

function inContainer(text: string): Known | undefined {
  if (text.startsWith('RIFF')) return riff[text.slice(8, 12)];
  if (text.slice(4, 8) === 'ftyp') return brands[text.slice(8, 12)] ?? 'mp4';
  return undefined;
}

/** An MPEG layer III frame without tags: eleven bits of ones, version and layer, and a bit rate that exists. */
function mpegFrame(head: Uint8Array): Known | undefined {
  const [first = 0, second = 0, third = 0xff] = head;
  return first === 0xff && (second & 0xe6) === 0xe2 && third >> 4 !== 0xf && third >> 4 !== 0
    ? 'mp3'
    : undefined;
}
