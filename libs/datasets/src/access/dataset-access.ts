import { BriefCache, type Principal, rules } from '@rowhouse/auth';
import type { Database } from '@rowhouse/database';
import { parseDatasetId } from '../dataset-name.js';

/** What decides who may read a dataset. */
interface AccessFacts extends Record<string, unknown> {
  private: boolean;
  /** Of its namespace. */
  owner: string | null;
}

/** What a principal may read of a dataset: `hidden` also when there is none, and nothing tells these two apart. */
export type Readable = 'public' | 'private' | 'hidden';

/**
 * Decides who may read which dataset, on the primary: a replica could still show as public what has become private.
 * A decision is used again for at most a second; a change ends that at once, by a notification.
 */
export class DatasetAccess {
  readonly #facts = new BriefCache<AccessFacts | null>();

  constructor(private readonly database: Database) {}

  /** Hears of changes until the database is closed. */
  async start(): Promise<void> {
    await this.database.listen('rowhouse_dataset_access', (dataset) =>
      this.#facts.forget(dataset === '' ? undefined : dataset),
    );
  }

  /** `dataset` is `namespace/name`. A reader that knows of a write asks for what is so now (`fresh`). */
  async readable(principal: Principal, dataset: string, { fresh = false } = {}): Promise<Readable> {
    const id = parseDatasetId(dataset);
    if (!id) return 'hidden';
    const load = () => this.#load(id.namespace, id.name);
    const facts = await (fresh ? this.#facts.refresh(dataset, load) : this.#facts.get(dataset, load));
    if (facts === null || !rules.mayRead(principal, { ...id, ...facts })) return 'hidden';
    return facts.private ? 'private' : 'public';
  }

  /** For a change made here, whose notification is still on its way. */
  forget(dataset: string): void {
    this.#facts.forget(dataset);
  }

  async #load(namespace: string, name: string): Promise<AccessFacts | null> {
    const { rows } = await this.database.primary.query<AccessFacts>(
      `SELECT d.private, n.owner FROM dataset d LEFT JOIN namespace n ON n.name = d.namespace
       WHERE d.namespace = $1 AND d.name = $2`,
      [namespace, name],
    );
    return rows[0] ?? null;
  }
}
