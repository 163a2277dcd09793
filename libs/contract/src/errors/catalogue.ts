import { accessErrors } from './access-errors.js';
import { computeErrors } from './compute-errors.js';
import { catalogueOf, type ErrorFacts, factsOf } from './define.js';
import { eventErrors } from './event-errors.js';
import { jobErrors } from './job-errors.js';
import { processingErrors } from './processing-errors.js';
import { queryErrors } from './query-errors.js';
import { requestErrors } from './request-errors.js';
import { serverErrors } from './server-errors.js';
import { transferErrors } from './transfer-errors.js';

const definitions = {
  ...requestErrors,
  ...accessErrors,
  ...processingErrors,
  ...jobErrors,
  ...queryErrors,
  ...eventErrors,
  ...computeErrors,
  ...serverErrors,
  ...transferErrors,
};

/** The closed catalogue: every error that Rowhouse can answer, by its code. */
export const errors = catalogueOf(definitions);

export type ErrorCode = keyof typeof errors;

/** What is the same for every error of a code. */
export const errorFacts: Readonly<Record<ErrorCode, ErrorFacts>> = factsOf(definitions);
