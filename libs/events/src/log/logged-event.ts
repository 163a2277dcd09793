/** Something that happened, at its place in the log. */
export interface LoggedEvent {
  /** Counts from 1 without gaps; also the id of the event in streams. */
  position: number;
  /** When its transaction began. */
  at: Date;
  /** Such as `job.started` or `dataset.committed`. */
  topic: string;
  /** Of the job, or of the dataset's namespace; empty when that has none. */
  owner: string;
  /** The dataset that it is about, `namespace/name`. */
  subject: string | null;
  /** Null unless it is about a job. */
  jobId: string | null;
  /** Whether its dataset was private when it happened. */
  private: boolean;
  data: Record<string, unknown>;
}

/** Which events somebody follows. */
export type EventFilter =
  | { jobId: string }
  /** `namespace/name`; events of its steps' jobs are left out. */
  | { dataset: string }
  | { jobsOf: string }
  | { topics: readonly string[] };

export function matchesFilter(event: LoggedEvent, filter: EventFilter): boolean {
  if ('jobId' in filter) return event.jobId === filter.jobId;
  if ('dataset' in filter) return event.jobId === null && event.subject === filter.dataset;
  if ('jobsOf' in filter) return event.jobId !== null && event.owner === filter.jobsOf;
  return filter.topics.includes(event.topic);
}
