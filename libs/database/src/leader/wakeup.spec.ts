import { Wakeup } from './wakeup.js';

const forever = 2 ** 30;

describe('a loop that sleeps', () => {
  it('is woken by a call', async () => {
    const wakeup = new Wakeup();
    const waiting = wakeup.wait(forever, new AbortController().signal);
    wakeup.call();
    await waiting;
  });

  it('does not sleep over a call that came while it was awake, but over none twice', async () => {
    const wakeup = new Wakeup();
    const { signal } = new AbortController();
    wakeup.call();
    wakeup.call();
    await wakeup.wait(forever, signal);
    const winner = await Promise.race([
      wakeup.wait(forever, AbortSignal.timeout(30)).then(() => 'woken by its signal'),
      wakeup.wait(1, signal).then(() => 'woken by time'),
    ]);
    expect(winner).toBe('woken by time');
  });

  it('ends with its signal', async () => {
    const stop = new AbortController();
    const wakeup = new Wakeup();
    const waiting = wakeup.wait(forever, stop.signal);
    stop.abort();
    await waiting;
    await wakeup.wait(forever, stop.signal);
  });
});
