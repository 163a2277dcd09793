export type { ChildCounts } from './batch/follow-children.js';
export {
  type BatchRequest,
  type ChildResult,
  JobBatches,
  maxChildren,
} from './batch/job-batches.js';
export { Dispatcher, type DispatcherOptions } from './dispatch/dispatcher.js';
export { JobMetrics, type JobOutcome } from './job-metrics.js';
export type { Backoff } from './life/backoff.js';
export type {
  AttemptUsage,
  Claim,
  EndedAttempt,
  JobFailure,
  JobProgress,
  JobRecord,
  JobSummary,
} from './life/job.js';
export type { JobEvent } from './life/job-event.js';
export type { JobRequest } from './life/job-request.js';
export { isFinal, type JobState, jobStates } from './life/state.js';
export {
  JobLogs,
  type LogPage,
  type LogPageRequest,
  type LogPiece,
  type LogWrite,
} from './logs/job-logs.js';
export { JobQueuePlaces, type QueuePlace } from './queue-place/queue-places.js';
export { Reaper, type ReaperOptions } from './reap/reaper.js';
export { JobRemains, type RemainingJob } from './remains/job-remains.js';
export { type JobsOfKind, PoolWork, type UnfinishedWork } from './scaling/pool-work.js';
export { ScalingBook, type ScalingEntry } from './scaling/scaling-book.js';
export { JobEntity } from './schema/job.entity.js';
export { jobEntities, jobsMigrations } from './schema/jobs-schema.js';
export { WorkerEntity } from './schema/worker.entity.js';
export type { FailureOutcome } from './store/end-attempt.js';
export {
  type Effects,
  type FailureEffects,
  type JobEffects,
  JobStore,
  type JobStoreOptions,
} from './store/job-store.js';
export type { JobFilter, JobList, JobPage } from './store/list-jobs.js';
export { JobSubmissions, type Submission, type SubmittedJob } from './submit/job-submissions.js';
export { JobHistory } from './tidy/job-history.js';
export { type LeaderTask, LeaderTasks, type LeaderTasksOptions } from './tidy/leader-tasks.js';
export { type WorkerIdentity, type WorkerRecord, WorkerRegistry } from './workers/worker-registry.js';
