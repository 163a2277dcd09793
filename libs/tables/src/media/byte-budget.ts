/** Lets work begin while what it may hold fits into so many bytes; the rest waits in the order in which it came. */
export class ByteBudget {
  #left: number;
  readonly #waiting: { bytes: number; begin: () => void }[] = [];

  constructor(private readonly bytes: number) {
    this.#left = bytes;
  }

  /** `bytes`: what the work holds at most; what is more than the whole budget runs alone. */
  async use<T>(bytes: number, work: () => Promise<T>): Promise<T> {
    const taken = Math.min(bytes, this.bytes);
    if (this.#waiting.length > 0 || taken > this.#left)
      await new Promise<void>((begin) => this.#waiting.push({ bytes: taken, begin }));
    else this.#left -= taken;
    try {
      return await work();
    } finally {
      this.#left += taken;
      this.#beginNext();
    }
  }

  #beginNext(): void {
    for (let next = this.#waiting[0]; next && next.bytes <= this.#left; next = this.#waiting[0]) {
      this.#waiting.shift();
      this.#left -= next.bytes;
      next.begin();
    }
  }
}
