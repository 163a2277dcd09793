import type { JobContext } from '../kinds/job-context.js';
import type { StepTask } from './step-task.js';

/** What the code of a step works with. */
export interface StepContext extends JobContext {
  task: StepTask;
}

/** Computes a step; the answer becomes its content. A string is taken as JSON text, as it is. */
export type StepHandler = (context: StepContext) => Promise<object | string> | object;
