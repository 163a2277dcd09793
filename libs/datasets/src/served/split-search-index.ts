/** The result of the step `split-search-index`. */
export interface SplitSearchIndex {
  /** The index file; `null` when the split has no column of texts. */
  file: {
    blobKey: string;
    /** Bytes. */
    size: number;
    /** Hex. */
    sha256: string;
    /** What a reader must know to read it; see `indexVersion` of `@rowhouse/tables`. */
    version: number;
  } | null;
  /** The names of the columns that are searched. */
  columns: string[];
}
