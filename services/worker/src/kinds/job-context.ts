import type { BlobStore } from '@rowhouse/storage';
import type { TableEngine } from '@rowhouse/tables';

/** What the code of a job works with, in its child process. */
export interface JobContext {
  blobs: BlobStore;
  engine: TableEngine;
  /** Of DuckDB, for one job. */
  limits: { memoryMb: number; threads: number };
  /** An empty folder that is removed after the attempt. */
  scratchDir: string;
  /** Where this attempt may write blobs, ending in `/`; they are deleted when its result is not taken. */
  blobPrefix: string;
  /** Adds to the time for which the job held a GPU. Told after each piece of work, it survives a crash. */
  gpuSeconds: (seconds: number) => void;
  /** Adds a line to the log of the job, as everything does that its process writes to stdout and stderr. */
  log: (text: string) => void;
  /** 0 to 1. */
  progress: (fraction: number) => void;
  /** Asks the worker, which has a database; answered by the `answer` of the job's kind, or rejects with its error. */
  ask: (question: unknown) => Promise<unknown>;
}
