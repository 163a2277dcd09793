import { accessErrors } from './access-errors.js';
import { computeErrors } from './compute-errors.js';
import { catalogueOf } from './define.js';
import { eventErrors } from './event-errors.js';
import { jobErrors } from './job-errors.js';
import { processingErrors } from './processing-errors.js';
import { queryErrors } from './query-errors.js';
import { requestErrors } from './request-errors.js';
import { serverErrors } from './server-errors.js';
import { transferErrors } from './transfer-errors.js';

/** The closed catalogue: every error that Rowhouse can answer, by its code. */
export const errors = catalogueOf({
  ...requestErrors,
  ...accessErrors,
  ...processingErrors,
  ...jobErrors,
  ...queryErrors,
  ...eventErrors,
  ...computeErrors,
  ...serverErrors,
  ...transferErrors,
});

export type ErrorCode = keyof typeof errors;
