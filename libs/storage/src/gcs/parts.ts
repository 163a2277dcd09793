/** One part of a whole; only the last may be smaller than the others, or empty. */
export interface Part {
  bytes: Uint8Array<ArrayBuffer>;
  last: boolean;
}

/** Cuts a source into parts of the same size; whether one is the last is known when the next byte came, or none. */
export async function* partsOf(source: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Part> {
  let part = new Uint8Array(size);
  let filled = 0;
  for await (const chunk of source) {
    for (let taken = 0; taken < chunk.length; ) {
      if (filled === size) {
        yield { bytes: part, last: false };
        part = new Uint8Array(size);
        filled = 0;
      }
      const more = chunk.subarray(taken, taken + size - filled);
      part.set(more, filled);
      filled += more.length;
      taken += more.length;
    }
  }
  yield { bytes: part.subarray(0, filled), last: true };
}
