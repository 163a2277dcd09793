import { accessErrors } from './access-errors.js';
import { catalogueOf } from './define.js';
import { processingErrors } from './processing-errors.js';
import { requestErrors } from './request-errors.js';
import { serverErrors } from './server-errors.js';
import { transferErrors } from './transfer-errors.js';

/** The closed catalogue: every error that Rowhouse can answer, by its code. */
export const errors = catalogueOf({
  ...requestErrors,
  ...accessErrors,
  ...processingErrors,
  ...serverErrors,
  ...transferErrors,
});

export type ErrorCode = keyof typeof errors;
