import { open } from 'node:fs/promises';
import { errors } from '@rowhouse/contract';
import { labelOf, type TableFormat } from './file-name.js';

const HEAD_BYTES = 64 * 1024;

const SIGNATURES: readonly { bytes: number[]; found: string; format?: TableFormat }[] = [
  { bytes: [0x50, 0x41, 0x52, 0x31], found: 'Parquet', format: 'parquet' },
  // Parquet with an encrypted footer.
  { bytes: [0x50, 0x41, 0x52, 0x45], found: 'encrypted Parquet', format: 'parquet' },
  { bytes: [0x41, 0x52, 0x52, 0x4f, 0x57, 0x31], found: 'Arrow IPC', format: 'arrow' },
  { bytes: [0x1f, 0x8b], found: 'gzip' },
  { bytes: [0x50, 0x4b, 0x03, 0x04], found: 'a ZIP archive (or an Excel workbook)' },
  { bytes: [0x28, 0xb5, 0x2f, 0xfd], found: 'Zstandard' },
  { bytes: [0x89, 0x50, 0x4e, 0x47], found: 'a PNG image' },
  { bytes: [0xff, 0xd8, 0xff], found: 'a JPEG image' },
  { bytes: [0x25, 0x50, 0x44, 0x46], found: 'a PDF document' },
  { bytes: [0x53, 0x51, 0x4c, 0x69, 0x74, 0x65, 0x20], found: 'an SQLite database' },
];

/** The first bytes of a file. */
export async function readHead(path: string, bytes = HEAD_BYTES): Promise<Buffer> {
  const file = await open(path);
  try {
    const buffer = Buffer.alloc(bytes);
    const { bytesRead } = await file.read(buffer, 0, bytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** What the first bytes look like: a binary format by its signature, else the kind of text. */
export function sniffContent(head: Buffer): { found: string; format?: TableFormat } {
  const signature = SIGNATURES.find(({ bytes }) => bytes.every((byte, index) => head[index] === byte));
  if (signature) return signature;
  if (isArrowStream(head)) return { found: 'Arrow IPC', format: 'arrow' };
  const text = head
    .toString('latin1')
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .trimStart();
  if (/^(\{\s*["}]|\[\s*([[{\]"\-\d]|(true|false|null)\s*[,\]]))/.test(text))
    return { found: 'JSON', format: 'json' };
  if (isUtf16(head)) return { found: 'UTF-16 text' };
  if (head.includes(0)) return { found: 'binary data' };
  if (/^<(!doctype|html|\?xml)/i.test(text)) return { found: 'HTML or XML' };
  return { found: 'text' };
}

/** A stream starts with a continuation marker and the length of its first message, the schema. */
function isArrowStream(head: Buffer): boolean {
  if (head.length < 12 || head.readInt32LE(0) !== -1) return false;
  const length = head.readInt32LE(4);
  return length > 0 && length < 64 * 1024 * 1024 && length % 8 === 0;
}

function isUtf16(head: Buffer): boolean {
  return (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);
}

/**
 * Refuses a file whose content is not what its name says.
 * @throws EmptyDatasetError, FileFormatMismatch
 */
export async function checkContent(
  file: { path: string; name: string; size: number },
  format: TableFormat,
): Promise<void> {
  const head = await readHead(file.path);
  if (head.length === 0) throw errors.EmptyDatasetError({ file: file.name });
  const { found, format: actual } = sniffContent(head);
  const delimited = format === 'csv' || format === 'tsv';
  // A quoted or bracketed first cell is legal CSV, so only text that opens like an object is refused.
  const fits = actual === format || (delimited && (found === 'text' || isCsvThatOpensLikeJson(head)));
  if (!fits) {
    throw errors.FileFormatMismatch({ file: file.name, named: labelOf(format), found });
  }
  if (found === 'text' && file.size <= head.length && isBlank(head)) {
    throw errors.DatasetGenerationError({
      file: file.name,
      reason: 'it holds only blank lines',
      next: 'Upload a file with at least a header or one record.',
    });
  }
}

function isBlank(head: Buffer): boolean {
  return (
    head
      .toString('utf8')
      .replace(/^\ufeff/, '')
      .trim() === ''
  );
}

function isCsvThatOpensLikeJson(head: Buffer): boolean {
  const text = head.toString('latin1').trimStart();
  return text.startsWith('[') && !/^\[\s*[[{]/.test(text) && !/^\[[^\n]*\]\s*$/.test(text);
}
