import { createReadStream } from 'node:fs';
import { errors } from '@rowhouse/contract';
import { explainJson } from './json-errors.js';
import type { SourceFile } from './source.js';

/** DuckDB's JSON reader recurses per level and would crash the process far beyond this. */
export const MAX_DEPTH = 500;

export interface JsonShape {
  /** Values at the top: 1 for an array or a single object, the number of records for JSON Lines. */
  topLevelValues: number;
  opensWith: 'array' | 'object';
  /** Values one level down: the records of an array. */
  elements: number;
  /** Bytes of the longest record. */
  longestRecord: number;
  /** True when a top-level object spans several lines, as pretty-printed ones do. */
  multiline: boolean;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Measures a JSON or JSON Lines file in one pass over its bytes, without parsing it.
 * @throws DatasetGenerationError when it is nested too deep or ends inside a value
 */
export async function measureJson(file: SourceFile, signal?: AbortSignal): Promise<JsonShape> {
  const scan = new BracketScan(file.name);
  for await (const chunk of createReadStream(file.path, { highWaterMark: 1 << 20, signal })) {
    scan.feed(chunk as Buffer);
  }
  const shape = scan.finish();
  if (shape) return shape;
  const unfinished = new Error('JSON ends inside a value');
  throw (
    (await explainJson(unfinished, file)) ??
    errors.DatasetGenerationError({
      file: file.name,
      reason: 'its JSON ends inside a value',
      next: 'The file is truncated or a bracket or quote is missing: correct it and upload it again.',
    })
  );
}

class BracketScan {
  private depth = 0;
  private inString = false;
  private escaped = false;
  private position = 0;
  private recordStart = 0;
  private longestRecord = 0;
  private topLevelValues = 0;
  private elements = 0;
  private multiline = false;
  private opensWith: JsonShape['opensWith'] | undefined;

  constructor(private readonly name: string) {}

  feed(chunk: Buffer): void {
    let { depth, inString, escaped } = this;
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i] as number;
      if (inString) {
        if (escaped) escaped = false;
        else if (byte === BACKSLASH) escaped = true;
        else if (byte === QUOTE) inString = false;
      } else if (byte === QUOTE) {
        inString = true;
      } else if (byte === 0x0a) {
        if (depth > 0) this.multiline = true;
      } else if (byte === 0x7b || byte === 0x5b) {
        this.opensWith ??= byte === 0x5b ? 'array' : 'object';
        if (depth <= 1) this.startRecord(depth, this.position + i);
        if (++depth > MAX_DEPTH) this.refuse(this.position + i);
      } else if (byte === 0x7d || byte === 0x5d) {
        depth--;
        if (depth <= 1) this.endRecord(depth, this.position + i);
      }
    }
    this.position += chunk.length;
    Object.assign(this, { depth, inString, escaped });
  }

  private startRecord(depth: number, at: number): void {
    if (depth === 0 || this.opensWith === 'array') this.recordStart = at;
  }

  private endRecord(depth: number, at: number): void {
    if (depth === 0) this.topLevelValues++;
    if (depth === 1 && this.opensWith === 'array') this.elements++;
    if (depth === (this.opensWith === 'array' ? 1 : 0)) {
      this.longestRecord = Math.max(this.longestRecord, at - this.recordStart + 1);
    }
  }

  private refuse(at: number): never {
    throw errors.DatasetGenerationError({
      file: this.name,
      reason: `it is nested more than ${MAX_DEPTH} levels deep at byte ${at + 1}`,
      next: `The limit is ${MAX_DEPTH} levels: flatten the data.`,
    });
  }

  /** Null when the file ends inside a value. */
  finish(): JsonShape | null {
    const { topLevelValues, elements, longestRecord, multiline, opensWith = 'array' } = this;
    return this.depth === 0 ? { topLevelValues, elements, longestRecord, multiline, opensWith } : null;
  }
}
