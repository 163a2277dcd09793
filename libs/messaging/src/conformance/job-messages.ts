import type { JobMessage } from '../ports/job-queue.js';

/** `prefix-0`, `prefix-1`, … each as the first attempt of a job. */
export function jobMessages(count: number, prefix = 'job'): JobMessage[] {
  return Array.from({ length: count }, (_, index) => ({ jobId: `${prefix}-${index}`, attempt: 1 }));
}
