/** What a suite of faults has seen once the dust has settled. */
export interface History {
  /** Jobs whose creation was confirmed to whoever asked for it. */
  confirmed: readonly string[];
  /** How many keys of idempotency were used, each of them until it was confirmed. */
  keys: number;
  /** Every job in the database, whether confirmed or not. */
  jobs: readonly SeenJob[];
  /** Every change of a job's state, in the order of commits of each job. */
  transitions: readonly Transition[];
  /** The id of a job, once for each time that its effect was committed. */
  effects: readonly string[];
  /** Jobs that blobs are kept for, with the attempts (by fencing number) that wrote them. */
  results: readonly { jobId: string; attempts: readonly string[] }[];
  /** Messages in each queue, ready or on their way, dead letters among them. */
  queues: readonly { name: string; messages: number }[];
  /** Processes that belong to no service that should run. */
  strays: readonly string[];
  /** Temporary files and unfinished blobs. */
  leftovers: readonly string[];
}

export interface SeenJob {
  id: string;
  kind: string;
  state: string;
  /** The fencing number of its last attempt. */
  fence: string;
  errorCode: string | null;
}

export interface Transition {
  jobId: string;
  /** Null for its creation. */
  from: string | null;
  to: string;
}

/** What is expected of a kind of job. */
export interface Fate {
  ends: 'succeeded' | 'failed';
  /** Codes that a failed job of the kind may end with. */
  codes?: readonly string[];
  /** Whether its effect is a row in the table of effects. */
  notesEffect: boolean;
  /** Whether a successful job keeps blobs. */
  keepsBlobs: boolean;
}
