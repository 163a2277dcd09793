import type { DuckDBConnection } from '@duckdb/node-api';
import type { Feature, RowhouseError } from '@rowhouse/contract';
import type { TypedColumn } from '../engine/describe-query.js';

/** An uploaded file on this machine. */
export interface SourceFile {
  /** Readable local path. */
  path: string;
  /** The name as uploaded: tells the format and stands in messages. */
  name: string;
  /** Bytes. */
  size: number;
}

/** A source file as something SQL can select from. */
export interface SourceRelation {
  file: SourceFile;
  /** A complete SELECT that gives the file's rows in order. */
  select: string;
  columns: TypedColumn[];
  /** Exact for Parquet, a guess from the first bytes elsewhere. */
  estimatedRows: number;
  /** Features that the file itself declares. */
  declared: ReadonlyMap<string, Feature>;
  /** True when the types were guessed from text, so a column may be read as text instead. */
  guessed: boolean;
  /** What a user should know of the reading, as sentences. */
  notes?: readonly string[];
  /** The same file with the given columns read as text; only when `guessed`. */
  readAsText?(columns: ReadonlySet<string>): Promise<SourceRelation>;
  /** The same file after looking at all of it, for when the guess did not hold. */
  lookAtAll?(connection: DuckDBConnection): Promise<SourceRelation>;
  /** The same file for a reader that takes its mixed line ends; null when it has none. */
  readLeniently?(connection: DuckDBConnection): Promise<SourceRelation | null>;
  /** Turns a failure while reading into an error of the catalogue; null when it does not know it. */
  explain?(error: Error): Promise<RowhouseError | null>;
  /** Frees what reading holds. */
  close?(): void;
}
