import { errors } from '@rowhouse/contract';

/** A client that takes nothing for so long gives its place to others. */
const stallMs = 60_000;

/**
 * The pieces of a download, the first of which is there already. A client that stalls ends it, since its process could
 * serve somebody else.
 */
export async function* takenInTime(
  first: IteratorResult<Uint8Array>,
  rest: AsyncGenerator<Uint8Array>,
  limitMs = stallMs,
): AsyncGenerator<Uint8Array> {
  let stalled = false;
  let timer: NodeJS.Timeout | undefined;
  const give = () => {
    timer = setTimeout(() => {
      stalled = true;
      // While this generator waits for its client, this one waits for nobody.
      void rest.return(undefined);
    }, limitMs);
  };
  try {
    for (let piece = first; !piece.done; piece = await rest.next()) {
      give();
      yield piece.value;
      clearTimeout(timer);
    }
    if (stalled) throw errors.ServiceTimeout();
  } finally {
    clearTimeout(timer);
    await rest.return(undefined);
  }
}
