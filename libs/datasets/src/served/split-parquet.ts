import type { FeatureColumn } from '@rowhouse/contract';

/** One Parquet file of a converted split. */
export interface SplitParquetFile {
  /** `0000.parquet`, `0001.parquet`, … in row order. */
  filename: string;
  blobKey: string;
  /** Bytes. */
  size: number;
  /** Hex. */
  sha256: string;
  numRows: number;
}

/** The result of the step `split-parquet`: the table that every other step and every reader works on. */
export interface SplitParquet {
  files: SplitParquetFile[];
  numRows: number;
  numColumns: number;
  /** Estimated bytes of the table as Arrow in memory. */
  numBytesMemory: number;
  /** Bytes of the uploaded files. */
  numBytesOriginal: number;
  columns: FeatureColumn[];
  /** Hugging Face's name of the loader for the original format: `csv`, `json`, `parquet`, `arrow`, `imagefolder`, … */
  builderName: string;
  /** What a reader should know of the conversion, one sentence each. */
  notes: string[];
}
