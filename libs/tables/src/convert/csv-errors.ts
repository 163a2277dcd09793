import { errors, type RowhouseError } from '@rowhouse/contract';
import type { SourceFile } from './source.js';

/** Reads DuckDB's CSV messages, by phrases that its list of options at the end does not hold; null for those that tell nothing about the file. */
export function explainCsv(error: Error, file: SourceFile): RowhouseError | null {
  const text = error.message;
  const line = /CSV Error on Line: (\d+)/.exec(text)?.[1];
  if (!line) return null;
  const made = (reason: string, next: string) =>
    errors.DatasetGenerationError(
      { file: file.name, reason: `line ${line} ${reason}`, next },
      { cause: error },
    );
  const width = /Expected Number of Columns: (\d+) Found: (\d+)/.exec(text);
  if (width) {
    return made(
      `has ${width[2]} values, the header has ${width[1]}`,
      'Give every line the same number of values; quote values that hold the delimiter.',
    );
  }
  if (/Maximum line size/i.test(text)) {
    return made('is longer than 16 MiB', 'Check the quotes, or split the row.');
  }
  if (/Invalid unicode/i.test(text)) {
    return made('is not valid UTF-8', 'Save the file as UTF-8 and upload it again.');
  }
  if (/unterminated quote|quote should be followed|unquoted value/i.test(text)) {
    return made(
      'opens a quote that is never closed or is followed by text',
      'Double each quote inside a quoted value.',
    );
  }
  const conversion = /Could not convert string "([\s\S]{0,80}?)"? ?to '([^']+)'/.exec(text);
  if (conversion) {
    return made(`holds '${conversion[1]}' where ${conversion[2]} was expected`, 'Correct the value.');
  }
  return made('could not be read', 'Check the delimiters and quotes around that line.');
}
