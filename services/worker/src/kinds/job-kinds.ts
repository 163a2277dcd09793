import { DeclaredKind } from './declared-kind.js';
import type { JobHandler, JobKindClass } from './job-kind.js';
import { KindError } from './kind-error.js';

/** The job kinds of a worker; finds the one of a job by its name. */
export class JobKinds {
  readonly #kinds = new Map<string, DeclaredKind>();

  /** `handlers` are instances of the classes, in their order. Throws `KindError` when two kinds have one name. */
  constructor(classes: readonly JobKindClass[], handlers: readonly JobHandler[]) {
    for (const [index, kindClass] of classes.entries()) {
      const kind = new DeclaredKind(kindClass, handlers[index] as JobHandler);
      if (this.#kinds.has(kind.name)) throw new KindError(`The job kind '${kind.name}' is declared twice.`);
      this.#kinds.set(kind.name, kind);
    }
  }

  find(kind: string): DeclaredKind | undefined {
    return this.#kinds.get(kind);
  }

  all(): DeclaredKind[] {
    return [...this.#kinds.values()];
  }

  /** The names of the kinds that workers of a pool run. */
  ofPool(pool: string): string[] {
    return this.all()
      .filter(({ options }) => options.pool === pool)
      .map(({ name }) => name);
  }
}
