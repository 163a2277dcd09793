import type { BlobStore } from '@rowhouse/storage';
import type { TableEngine } from '@rowhouse/tables';
import type { StepTask } from '../child/protocol.js';

/** What the code of a step works with. */
export interface StepContext {
  task: StepTask;
  blobs: BlobStore;
  engine: TableEngine;
  /** An empty folder that is removed after the attempt. */
  scratchDir: string;
  /** Where this attempt may write blobs, ending in `/`; they are deleted when its result is not taken. */
  blobPrefix: string;
  /** 0 to 1. */
  progress: (fraction: number) => void;
}

/** Computes a step; the answer becomes its content. A string is taken as JSON text, as it is. */
export type StepHandler = (context: StepContext) => Promise<object | string> | object;
