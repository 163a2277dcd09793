import type { JobQueue } from '../ports/job-queue.js';

/** A queue as another process would open it, with a network that can be broken. */
export interface JobQueuePeer {
  queue: JobQueue;
  /** The process dies: its connections are destroyed and it never comes back. */
  crash(): Promise<void>;
  /** All its connections are lost; new ones are possible at once. */
  interrupt(): Promise<void>;
  /** The server is out of reach until `reconnect`. */
  disconnect(): Promise<void>;
  reconnect(): Promise<void>;
}

/** An empty server for one test. The driver must be set up to dead-letter after `maxDeliveries`. */
export interface JobQueueFixture {
  queue: JobQueue;
  maxDeliveries: number;
  openPeer(): Promise<JobQueuePeer>;
  /** Also closes the peers that did not crash. */
  close(): Promise<void>;
}

/** Gives the fixture of the running test. */
export type CurrentFixture = () => JobQueueFixture;
