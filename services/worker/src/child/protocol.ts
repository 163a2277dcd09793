import type { StoredError } from '@rowhouse/contract';
import type { InputFile, StepInput, StepKey } from '@rowhouse/datasets';

/** What a child process is told at its start. */
export interface ChildSettings {
  blobUrl: string;
  /** Of this process alone: DuckDB's spill files have the same names in every process. */
  scratchDir: string;
  memoryMb: number;
  threads: number;
}

/** One step to compute; all that comes from the database is in it, since a child has no connection of its own. */
export interface StepTask {
  jobId: string;
  key: StepKey;
  datasetName: string;
  inputs: StepInput[];
  files: (InputFile & { config: string; split: string })[];
  /** Where this attempt may write blobs, ending in `/`. */
  blobPrefix: string;
}

export type ToChild = { type: 'start'; settings: ChildSettings } | { type: 'run'; task: StepTask };

export type FromChild =
  | { type: 'ready' }
  | { type: 'progress'; fraction: number }
  /** `content` is the text of the JSON result. */
  | { type: 'succeeded'; content: string }
  | { type: 'failed'; error: StoredError };
