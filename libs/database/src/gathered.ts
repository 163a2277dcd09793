interface Waiting<In, Out> {
  item: In;
  resolve: (value: Out) => void;
  reject: (reason: unknown) => void;
}

/**
 * Runs calls that come close together as one, as group commits do: those of one turn of the event loop, and those that
 * come while an earlier group is under way. An idle caller waits for nobody. Groups run one after the other.
 */
export class Gathered<In, Out> {
  readonly #waiting: Waiting<In, Out>[] = [];
  #running = false;

  constructor(
    /** Answers one value per item, in the order of the items. May run again with a part of them after it failed. */
    private readonly run: (items: readonly In[]) => Promise<readonly Out[]>,
    private readonly most = 64,
  ) {}

  /** Rejects with what `run` rejected with. An item that Postgres refuses harms no other. */
  add(item: In): Promise<Out> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      if (this.#running) return;
      this.#running = true;
      setImmediate(() => void this.#work());
    });
  }

  async #work(): Promise<void> {
    while (this.#waiting.length > 0) await this.#runGroup(this.#waiting.splice(0, this.most));
    this.#running = false;
  }

  async #runGroup(group: readonly Waiting<In, Out>[]): Promise<void> {
    try {
      const values = await this.run(group.map(({ item }) => item));
      for (const [index, { resolve }] of group.entries()) resolve(values[index] as Out);
    } catch (error) {
      if (group.length === 1 || !isOfOneItem(error)) for (const { reject } of group) reject(error);
      else for (const each of group) await this.#runGroup([each]);
    }
  }
}

/** Bad data, a limit that is exceeded, a lost race; not a server that is away or slow, which would be so for all. */
function isOfOneItem(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && /^(22|23|40|54)[0-9A-Z]{3}$/.test(code);
}
