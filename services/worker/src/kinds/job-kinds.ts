import { stepNames } from '@rowhouse/datasets';
import { queryKind } from '../query/query-kind.js';
import { stepKind } from '../steps/step-kind.js';
import type { JobKind } from './job-kind.js';

/** Finds the kind of a job by its name. */
export class JobKinds {
  readonly #kinds = new Map<string, JobKind>();

  /** Throws when two kinds have one name. */
  constructor(kinds: readonly JobKind[]) {
    for (const kind of kinds) {
      if (this.#kinds.has(kind.kind)) throw new Error(`The job kind '${kind.kind}' is declared twice.`);
      this.#kinds.set(kind.kind, kind);
    }
  }

  find(kind: string): JobKind | undefined {
    return this.#kinds.get(kind);
  }

  /** The names of the kinds that workers of a pool run. */
  ofPool(pool: string): string[] {
    return [...this.#kinds.values()].filter((kind) => kind.pool === pool).map(({ kind }) => kind);
  }
}

/** Every kind of job that a worker can run. A new one is entered here. */
export function allJobKinds(): JobKinds {
  return new JobKinds([...stepNames.map(stepKind), queryKind]);
}
