/** So many are remembered: what is told late is told within milliseconds. */
const remembered = 1_024;

/**
 * The one job that was created since the last look at a pool. Of several, `take` names none: which of them comes first,
 * and whether there is room for all, only a look can tell.
 */
export class NewJob {
  readonly #told = new Set<string>();
  readonly #published = new Set<string>();

  tell(id: string): void {
    // A look may have seen the job before this was heard.
    if (!this.#published.has(id) && this.#told.size < 2) this.#told.add(id);
  }

  /** Null for none and for several. */
  take(): string | null {
    const [id = null, another] = this.#told;
    this.#told.clear();
    return another === undefined ? id : null;
  }

  forget(): void {
    this.#told.clear();
  }

  published(id: string): void {
    this.#published.add(id);
    if (this.#published.size <= remembered) return;
    for (const oldest of this.#published) {
      this.#published.delete(oldest);
      return;
    }
  }
}
