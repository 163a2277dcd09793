import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { errors, type RowhouseError } from '@rowhouse/contract';
import { readHead } from '../formats/file-content.js';
import type { SourceFile } from './source.js';

/** Larger single values are not parsed a second time to find the position. */
const MAX_PARSE_BYTES = 256 * 1024 * 1024;

/** Finds where a JSON file is broken; DuckDB counts its lines from another start. */
export async function explainJson(error: Error, file: SourceFile): Promise<RowhouseError | null> {
  if (!/JSON/i.test(error.message)) return null;
  const fault = await findFault(file);
  if (fault === null && /ends inside/.test(error.message)) return null;
  const next = fault?.includes('UTF-8')
    ? 'Save the file as UTF-8 and upload it again.'
    : 'Correct the file and upload it again.';
  return errors.DatasetGenerationError(
    { file: file.name, reason: fault ?? faultOfDuckDb(error), next },
    { cause: error },
  );
}

/** Faults that JavaScript's parser lets pass. */
function faultOfDuckDb({ message }: Error): string {
  const twice = /has duplicate key ("(?:[^"\\]|\\.){0,200}")/.exec(message)?.[1];
  if (twice) return `a record has the key ${twice} twice`;
  if (/surrogate in string/.test(message))
    return 'a text holds one half of a surrogate pair, such as \\ud83d';
  return 'its records could not be read as one table';
}

async function findFault(file: SourceFile): Promise<string | null> {
  const head = (await readHead(file.path, 4096)).toString('latin1').trimStart();
  if (head.startsWith('[') && file.size <= MAX_PARSE_BYTES) return faultOf(await readFile(file.path));
  // One object over several lines is not JSON Lines.
  if (head.startsWith('{') && file.size <= MAX_PARSE_BYTES && !parses(head.split(/\r?\n/, 1)[0] ?? '')) {
    const whole = faultOf(await readFile(file.path));
    if (whole === null || !/\n/.test(head.trimEnd())) return whole;
  }
  return faultyLine(file);
}

async function faultyLine(file: SourceFile): Promise<string | null> {
  let number = 0;
  const stream = createReadStream(file.path, { encoding: 'latin1' });
  try {
    for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
      number++;
      if (line.trim() === '') continue;
      const fault = faultOf(Buffer.from(line, 'latin1'));
      if (fault) return `line ${number}: ${fault.replace(/ \(line 1 column \d+\)$/, '')}`;
    }
    return null;
  } finally {
    stream.destroy();
  }
}

function faultOf(bytes: Buffer): string | null {
  if (!isUtf8(bytes)) return `byte ${firstInvalidByte(bytes) + 1} is not valid UTF-8`;
  try {
    JSON.parse(bytes.toString('utf8'));
    return null;
  } catch (error) {
    return `it is not valid JSON: ${(error as Error).message.replace(/, "?[\s\S]*"? is not valid JSON$/, '')}`;
  }
}

function parses(text: string): boolean {
  return faultOf(Buffer.from(text, 'latin1')) === null;
}

/** Halves the range until the first byte that makes the text invalid is found. */
function firstInvalidByte(bytes: Buffer): number {
  let low = 0;
  let high = bytes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (validPrefix(bytes, middle + 1)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** As a stream, so that a cut inside a character is not a fault. */
function validPrefix(bytes: Buffer, length: number): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, length), { stream: true });
    return true;
  } catch {
    return false;
  }
}
