export type { JobContext } from './kinds/job-context.js';
export {
  type JobAnswer,
  type JobHandler,
  JobKind,
  type JobKindClass,
  type JobKindOptions,
  type WorkerParts,
} from './kinds/job-kind.js';
