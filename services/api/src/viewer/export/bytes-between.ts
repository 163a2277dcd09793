/** The bytes from `start` to `end`, both included, of a sequence of pieces; takes no more of them than it must. */
export async function* bytesBetween(
  pieces: AsyncGenerator<Uint8Array>,
  start: number,
  end: number,
): AsyncGenerator<Uint8Array> {
  let at = 0;
  try {
    for await (const piece of pieces) {
      const part = piece.subarray(Math.max(0, start - at), Math.max(0, end + 1 - at));
      if (part.length > 0) yield part;
      at += piece.length;
      if (at > end) return;
    }
  } finally {
    await pieces.return(undefined);
  }
}
