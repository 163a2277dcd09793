import type { StoredError } from '@rowhouse/contract';

/** What a child process is told at its start. */
export interface ChildSettings {
  blobUrl: string;
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

export type ToChild =
  | { type: 'start'; settings: ChildSettings }
  | { type: 'run'; task: JobTask }
  | { type: 'answer'; id: number; answer: unknown }
  | { type: 'refusal'; id: number; error: StoredError };

export type FromChild =
  | { type: 'ready' }
  | { type: 'progress'; fraction: number }
  /** CPU time of the running task so far, in milliseconds. */
  | { type: 'usage'; cpuMs: number }
  | { type: 'ask'; id: number; question: unknown }
  /** The running code can't be stopped from inside the process: end the process, and the attempt with this error. */
  | { type: 'exceeded'; error: StoredError }
  /** `content` is JSON text. */
  | { type: 'succeeded'; content: string; cpuMs: number }
  | { type: 'failed'; error: StoredError; cpuMs: number };

/** Where one attempt writes blobs, ending in `/`. */
export function blobPrefixOf({ blobFolder, fence }: Pick<JobTask, 'blobFolder' | 'fence'>): string {
  return `${blobFolder}${fence}/`;
}

/** The name, below the scratch folder, of what one attempt keeps there. */
export function scratchNameOf({ jobId, fence }: Pick<JobTask, 'jobId' | 'fence'>): string {
  return `job-${jobId}-${fence}`;
}
