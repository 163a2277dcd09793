import { userJobKinds } from '@rowhouse/contract';
import { stepDefinition, stepNames } from '@rowhouse/datasets';
import type { JobKinds } from './job-kinds.js';
import { KindError } from './kind-error.js';

/** A kind that the rest of Rowhouse makes jobs of, as it is promised there. */
interface PromisedKind {
  kind: string;
  pool: string;
  where: string;
  parameters?: unknown;
}

/**
 * Holds the kinds of a worker against what is promised elsewhere: the steps of the processing graph, and the kinds that
 * users can submit. Every one of the worker's pool needs a handler, and every handler has to keep the promise.
 * @throws KindError with all problems at once
 */
export function checkKinds(kinds: JobKinds, workerPool: string, promises = promisedKinds()): void {
  const problems = promises.flatMap(({ kind, pool, where, parameters }) => {
    const options = kinds.find(kind)?.options;
    if (!options) return pool === workerPool ? [`'${kind}', ${where}, has no handler`] : [];
    if (options.pool !== pool)
      return [`'${kind}', ${where}, belongs to the pool '${pool}', its handler to '${options.pool}'`];
    if (parameters !== undefined && options.parameters !== parameters)
      return [`'${kind}', ${where}, has other parameters there than its handler`];
    return [];
  });
  if (problems.length > 0) throw new KindError(`The job kinds are not complete: ${problems.join('; ')}.`);
}

export function promisedKinds(): PromisedKind[] {
  return [
    ...stepNames.map((kind) => ({
      kind,
      pool: stepDefinition(kind).pool,
      where: 'a step of the processing graph',
    })),
    ...Object.entries(userJobKinds).map(([kind, { pool, params }]) => ({
      kind,
      pool,
      where: 'which users can submit',
      parameters: params,
    })),
  ];
}
