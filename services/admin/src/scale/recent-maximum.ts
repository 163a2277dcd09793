/** The largest of the values of a time that slides along, in memory bounded by how often the maximum falls in it. */
export class RecentMaximum {
  /** Ever smaller values, each with when it was last reached. */
  readonly #falling: { value: number; at: number }[] = [];

  /** Times must not go back. */
  add(value: number, at: number): void {
    while ((this.#falling.at(-1)?.value ?? Number.POSITIVE_INFINITY) <= value) this.#falling.pop();
    this.#falling.push({ value, at });
  }

  /** The largest value at or after a time; 0 when there is none. Forgets what is older. */
  since(time: number): number {
    while ((this.#falling[0]?.at ?? Number.POSITIVE_INFINITY) < time) this.#falling.shift();
    return this.#falling[0]?.value ?? 0;
  }

  clear(): void {
    this.#falling.length = 0;
  }
}
