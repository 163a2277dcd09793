/** How long a decision may be used again without asking the database, in milliseconds, if no notification comes. */
const maxAgeMs = 1000;
const maxEntries = 10_000;

/**
 * What was looked up on the primary within the last second, bounded; askers of the same key at the same time share a
 * lookup. A lookup under way is forgotten too: it may have read what a notification says is no longer so.
 */
export class BriefCache<T> {
  /** In the order of their beginning, so the first ones are the oldest. */
  readonly #entries = new Map<string, { value: Promise<T>; since: number }>();

  get(key: string, load: () => Promise<T>): Promise<T> {
    const known = this.#entries.get(key);
    if (known && performance.now() - known.since < maxAgeMs) return known.value;
    return this.refresh(key, load);
  }

  /** Looks up in any case, and keeps that. */
  refresh(key: string, load: () => Promise<T>): Promise<T> {
    const entry = { value: load(), since: performance.now() };
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    entry.value.catch(() => {
      if (this.#entries.get(key) === entry) this.#entries.delete(key);
    });
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= maxEntries) break;
      this.#entries.delete(oldest);
    }
    return entry.value;
  }

  /** Without a key: all. */
  forget(key?: string): void {
    if (key === undefined) this.#entries.clear();
    else this.#entries.delete(key);
  }
}
