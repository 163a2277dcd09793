import { stepNames } from '@rowhouse/datasets';
import { BootstrapKind } from '../compute/bootstrap-kind.js';
import { KmeansKind } from '../compute/kmeans-kind.js';
import { SimulateKind } from '../compute/simulate-kind.js';
import { QueryKind } from '../query/query-kind.js';
import { stepKind } from '../steps/step-kind.js';
import type { JobKindClass } from './job-kind.js';

/** Every kind of job that comes with the worker. A new one is entered here. */
export function builtInKinds(): JobKindClass[] {
  return [...stepNames.map(stepKind), QueryKind, SimulateKind, BootstrapKind, KmeansKind] as JobKindClass[];
}
