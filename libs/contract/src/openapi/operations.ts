import { accessOperations } from './access-operations.js';
import { adminOperations } from './admin-operations.js';
import { datasetOperations } from './dataset-operations.js';
import { derivedOperations } from './derived-operations.js';
import { streamOperations } from './event-operations.js';
import { fileOperations } from './file-operations.js';
import { jobOperations } from './job-operations.js';
import type { Operation } from './operation.js';
import { rowsOperations } from './rows-operations.js';
import { serviceOperations } from './service-operations.js';
import { viewerOperations } from './viewer-operations.js';
import { webhookOperations } from './webhook-operations.js';

/** All that the api answers. */
export const apiOperations: readonly Operation[] = [
  ...viewerOperations,
  ...rowsOperations,
  ...derivedOperations,
  ...datasetOperations,
  ...fileOperations,
  ...jobOperations,
  ...streamOperations,
  ...webhookOperations,
  ...accessOperations,
  ...serviceOperations,
];

export { adminOperations };
