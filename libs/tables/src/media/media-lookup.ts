import { posix } from 'node:path';
import { DuckDBStructValue } from '@duckdb/node-api';
import { ByteBudget } from './byte-budget.js';
import { bytesHeldFor, factsOf, type MediaFacts } from './media-facts.js';
import type { MediaType } from './sniff.js';

/** A file of a revision that cells may name. */
export interface MediaFile {
  /** In the revision, with `/`. */
  path: string;
  kind: MediaType['kind'];
  /** Bytes. */
  size: number;
  /** True when it belongs to the split that is made. */
  here: boolean;
  read(start: number, length: number): Promise<Uint8Array>;
}

const READS_AT_ONCE = 16;
/** Of all files that are read at once: small ones keep each other from waiting, large ones must not add up. */
const BYTES_AT_ONCE = 64 * 1024 * 1024;
const SHOWN_NAMES = 3;
const NAME_CHARACTERS = 200;
/** Names of files that the dataset lacks are counted up to here, by their first characters. */
const MOST_MISSING = 1000;

/** What the cells of one conversion name: finds the files, and what is known of them. */
export class MediaLookup {
  readonly #files: ReadonlyMap<string, MediaFile>;
  readonly #wanted = new Set<MediaFile>();
  readonly #facts = new Map<MediaFile, MediaFacts>();
  readonly #kinds = new Map<string, Map<MediaType['kind'], number>>();
  readonly #missing = new Set<string>();
  /** While true, names are noted and every cell is null. */
  noting = false;

  constructor(files: readonly MediaFile[]) {
    this.#files = new Map(files.map((file) => [file.path, file]));
  }

  /** The file that a name means, as seen from a folder (`''` is the root) or from the root. */
  find(folder: string, name: string): MediaFile | null {
    const path = name.normalize('NFC').replaceAll('\\', '/');
    const inside = posix.normalize(posix.join(folder, path));
    return this.#files.get(inside) ?? this.#files.get(posix.normalize(path).replace(/^(\.?\/)+/, '')) ?? null;
  }

  /** The cell of the file with a name; null when there is none. */
  cell(folder: string, column: string, name: string): DuckDBStructValue | null {
    const file = this.find(folder, name);
    if (this.noting) this.#note(column, name, file);
    const facts = file && this.#facts.get(file);
    if (!facts || this.noting) return null;
    const { size, ...rest } = facts;
    return new DuckDBStructValue({ bytes: null, path: file.path, size: BigInt(size), ...rest });
  }

  /** True for rows of this split: those whose file is in it, or that name no file of any other. */
  isHere(folder: string, name: string, otherwise: boolean): boolean {
    return this.find(folder, name)?.here ?? otherwise;
  }

  /** The kind of most files that a column was seen to name. */
  kindOf(column: string): MediaType['kind'] | null {
    const counts = [...(this.#kinds.get(column) ?? [])];
    return counts.sort(([, a], [, b]) => b - a)[0]?.[0] ?? null;
  }

  /**
   * Reads what is to be known of all files that were noted.
   * @throws what reading a file throws
   */
  async readFacts(signal?: AbortSignal): Promise<void> {
    const left = [...this.#wanted].filter((file) => !this.#facts.has(file)).values();
    const budget = new ByteBudget(BYTES_AT_ONCE);
    let failed = false;
    const readers = Array.from({ length: READS_AT_ONCE }, async () => {
      for (const file of left) {
        if (failed) return;
        signal?.throwIfAborted();
        this.#facts.set(file, await budget.use(bytesHeldFor(file.size), () => factsOf(file.kind, file)));
      }
    });
    try {
      await Promise.all(readers);
    } finally {
      failed = true;
    }
  }

  /** What a user should know, as sentences. */
  notes(): string[] {
    // Several threads find them.
    const names = [...this.#missing].sort();
    if (names.length === 0) return [];
    const some = names.slice(0, SHOWN_NAMES).map((name) => `'${name}'`);
    const more = names.length > SHOWN_NAMES ? ', …' : '';
    const count = names.length < MOST_MISSING ? names.length : `${MOST_MISSING} or more`;
    return [`Cells name files that the dataset lacks: ${some.join(', ')}${more} (${count}).`];
  }

  #note(column: string, name: string, file: MediaFile | null): void {
    if (!file) {
      // A part of a text keeps the whole of it in memory, unless it is copied.
      if (this.#missing.size < MOST_MISSING)
        this.#missing.add(Buffer.from(name.slice(0, NAME_CHARACTERS)).toString());
      return;
    }
    this.#wanted.add(file);
    const counts = this.#kinds.get(column) ?? new Map<MediaType['kind'], number>();
    this.#kinds.set(column, counts.set(file.kind, (counts.get(file.kind) ?? 0) + 1));
  }
}
