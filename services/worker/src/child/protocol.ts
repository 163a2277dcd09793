import type { StoredError } from '@rowhouse/contract';
import type { InputFile, StepInput, StepKey } from '@rowhouse/datasets';

/** What a child process is told at its start. */
export interface ChildSettings {
  blobUrl: string;
  scratchDir: string;
  memoryMb: number;
  threads: number;
}

/** One step to compute; all that comes from the database is in it, since a child has no connection of its own. */
export interface StepTask {
  jobId: string;
  /** Tells the attempts of a job apart. */
  fence: string;
  key: StepKey;
  datasetName: string;
  inputs: StepInput[];
  files: (InputFile & { config: string; split: string })[];
}

export type ToChild = { type: 'start'; settings: ChildSettings } | { type: 'run'; task: StepTask };

export type FromChild =
  | { type: 'ready' }
  | { type: 'progress'; fraction: number }
  /** `content` is the text of the JSON result; `blobs` are the prefixes that were written for it. */
  | { type: 'succeeded'; content: string; blobPrefix: string }
  | { type: 'failed'; error: StoredError };
