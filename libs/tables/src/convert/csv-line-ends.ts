import { createReadStream } from 'node:fs';
import { errors, type RowhouseError } from '@rowhouse/contract';
import type { SourceFile } from './source.js';

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;

/**
 * True for a file that mixes `\n` and `\r\n`, between rows or inside quotes, and is sound in all else. DuckDB's strict
 * mode can't read such files, and its lenient mode must not see others: it drops surplus values without a word.
 * @throws DatasetGenerationError when lines end in mixed ways and something else is wrong
 */
export async function mixesLineEnds(file: SourceFile, delimiter: string): Promise<boolean> {
  const scan = new LineEndScan(delimiter.charCodeAt(0));
  for await (const chunk of createReadStream(file.path, { highWaterMark: 1 << 20 })) {
    scan.feed(chunk as Buffer);
  }
  scan.finish();
  if (!scan.mixed) return false;
  if (scan.fault) throw faultyLine(file, scan.fault);
  return true;
}

interface Fault {
  line: number;
  reason: string;
}

class LineEndScan {
  fault: Fault | undefined;
  private line = 1;
  private rowLine = 1;
  private values = 1;
  private width: number | undefined;
  private readonly seen = { lf: false, crlf: false, cr: false };
  private at: 'start of a value' | 'value' | 'quotes' | 'closing quote' = 'start of a value';
  private blank = true;
  private afterCr = false;

  constructor(private readonly delimiter: number) {}

  get mixed(): boolean {
    return Object.values(this.seen).filter(Boolean).length > 1;
  }

  feed(chunk: Buffer): void {
    for (const byte of chunk) {
      if (this.afterCr && byte !== LF) this.endLine('cr');
      if (byte === LF) this.endLine(this.afterCr ? 'crlf' : 'lf');
      this.afterCr = byte === CR;
      if (byte !== LF && byte !== CR) this.take(byte);
    }
  }

  finish(): void {
    if (this.afterCr) this.endLine('cr');
    if (this.at === 'quotes') this.blame('opens a quote that is never closed');
    else this.endRow();
    if (this.seen.cr) this.fault ??= { line: 1, reason: 'or a later one ends in a carriage return alone' };
  }

  private take(byte: number): void {
    this.blank = false;
    if (this.at === 'quotes') {
      if (byte === QUOTE) this.at = 'closing quote';
    } else if (byte === QUOTE) {
      if (this.at === 'value') this.blame('holds a quote in the middle of a value');
      this.at = 'quotes';
    } else if (byte === this.delimiter) {
      this.values++;
      this.at = 'start of a value';
    } else {
      if (this.at === 'closing quote') this.blame('has text after a closing quote');
      this.at = 'value';
    }
  }

  private endLine(kind: 'lf' | 'crlf' | 'cr'): void {
    this.seen[kind] = true;
    this.line++;
    if (this.at !== 'quotes') this.endRow();
  }

  private endRow(): void {
    if (!this.blank) {
      this.width ??= this.values;
      if (this.values !== this.width) this.blame(`has ${this.values} values, the header has ${this.width}`);
    }
    this.values = 1;
    this.at = 'start of a value';
    this.blank = true;
    this.rowLine = this.line;
  }

  private blame(reason: string): void {
    this.fault ??= { line: this.rowLine, reason };
  }
}

function faultyLine(file: SourceFile, { line, reason }: Fault): RowhouseError {
  return errors.DatasetGenerationError({
    file: file.name,
    reason: `line ${line} ${reason}, and its lines end in different ways`,
    next: 'Correct that line, and end all lines in the same way.',
  });
}
