import { setTimeout as sleep } from 'node:timers/promises';
import { bytesBetween } from './bytes-between.js';
import { takenInTime } from './taken-in-time.js';

async function* pieces(ended: () => void = () => undefined): AsyncGenerator<Uint8Array> {
  try {
    for (const text of ['abc', 'def', 'gh']) yield Buffer.from(text);
  } finally {
    ended();
  }
}

describe('the pieces of a download', () => {
  const text = async (from: AsyncGenerator<Uint8Array>) => {
    let all = '';
    for await (const piece of from) all += Buffer.from(piece).toString();
    return all;
  };

  it('all come, the first one included', async () => {
    const rest = pieces();
    expect(await text(takenInTime(await rest.next(), rest))).toBe('abcdefgh');
  });

  it('end when nobody takes them', async () => {
    let ended = false;
    const rest = pieces(() => {
      ended = true;
    });
    const taken = takenInTime(await rest.next(), rest, 5);
    await taken.next();
    while (!ended) await sleep(1);
    await expect(taken.next()).rejects.toMatchObject({ code: 'ServiceTimeout' });
  });

  it.each([
    [0, 7, 'abcdefgh'],
    [1, 1, 'b'],
    [2, 3, 'cd'],
    [5, 6, 'fg'],
    [7, 7, 'h'],
  ])('from %d to %d are %s', async (start, end, wanted) => {
    expect(await text(bytesBetween(pieces(), start, end))).toBe(wanted);
  });
});
