import type { StoredError } from '@rowhouse/contract';

/** What a reader process is told at its start. */
export interface ReaderSettings {
  /** Below it the process makes a folder of its own. */
  scratchDir: string;
  memoryMb: number;
  threads: number;
}

/** Something to read, as plain data: the name of a task in `tasks.ts` and its input. */
export interface ReaderTask {
  kind: string;
  input: unknown;
  /** Tasks of the same table are best given to the same process, which has its files open. */
  table: string;
}

export type ToReader =
  | { type: 'start'; settings: ReaderSettings }
  | { type: 'run'; kind: string; input: unknown }
  /** The next value of the running task is wanted. */
  | { type: 'next' }
  | { type: 'cancel' };

export type FromReader =
  | { type: 'ready' }
  | { type: 'value'; value: unknown }
  /** The running task is over; `error` is null when it was stopped or went wrong for a reason that only the log may have. */
  | { type: 'end' }
  | { type: 'failed'; error: StoredError | null }
  /** The running task can't be stopped from inside the process: end the process, and the task with this error. */
  | { type: 'exceeded'; error: StoredError };
