import type { StoredError } from '@rowhouse/contract';

/** What a child process is told at its start. */
export interface ChildSettings {
  blobUrl: string;
  s3Endpoint?: string;
  gcsEmulator?: string;
  /** Of local copies of files that are in a bucket. */
  blobCacheMb?: number;
  /** Of this process alone: DuckDB's spill files have the same names in every process. */
  scratchDir: string;
  memoryMb: number;
  threads: number;
  /** Where kinds come from besides the worker itself. */
  kindModules: readonly string[];
}

/** One attempt of a job; all that comes from the database is in it or asked for, since a child has no connection. */
export interface JobTask {
  jobId: string;
  kind: string;
  /** Tells the attempts of a job apart; grows. */
  fence: string;
  /** Where attempts of the job write blobs, ending in `/`. */
  blobFolder: string;
  /** What the kind's `load` gave. */
  input: unknown;
}

/** What an attempt used, in milliseconds. */
export interface TaskUsage {
  cpuMs: number;
  gpuMs: number;
}

export type ToChild =
  | { type: 'start'; settings: ChildSettings }
  /** `mark` is what it writes to both outputs behind all that the code of the task wrote. */
  | { type: 'run'; task: JobTask; mark: string }
  | { type: 'answer'; id: number; answer: unknown }
  | { type: 'refusal'; id: number; error: StoredError };

export type FromChild =
  | { type: 'ready' }
  | { type: 'progress'; fraction: number }
  /** Of the running task so far, and the memory of the process. */
  | ({ type: 'usage'; rssBytes: number } & TaskUsage)
  | { type: 'ask'; id: number; question: unknown }
  /** An error that is not of the catalogue, with its stack: for the worker's log. */
  | { type: 'defect'; text: string }
  /** `content` is JSON text. */
  | ({ type: 'succeeded'; content: string } & TaskUsage)
  | ({ type: 'failed'; error: StoredError } & TaskUsage);

/** The descriptor in the child on which both talk. */
export const lineDescriptor = 3;

/** The longest message that a worker takes from a child, in bytes: an answer of the largest size, with all its quotes escaped. */
export const maxMessageBytes = 32_000_000;

/** Where one attempt writes blobs, ending in `/`. */
export function blobPrefixOf({ blobFolder, fence }: Pick<JobTask, 'blobFolder' | 'fence'>): string {
  return `${blobFolder}${fence}/`;
}

/** The name, below the scratch folder, of what one attempt keeps there. */
export function scratchNameOf({ jobId, fence }: Pick<JobTask, 'jobId' | 'fence'>): string {
  return `job-${jobId}-${fence}`;
}
