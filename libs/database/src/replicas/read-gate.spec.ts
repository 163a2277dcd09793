import { ReadGate } from './read-gate.js';

/** Work that lasts until it is told to end. */
function endless() {
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { work: () => ended, end };
}

describe('the cap on reads of the primary', () => {
  it('runs up to the limit at once and gives a free place to the first in line', async () => {
    const gate = new ReadGate(2, 60_000);
    const order: string[] = [];
    const first = endless();
    const second = endless();
    const running = [gate.run(first.work), gate.run(second.work)];
    const third = gate.run(async () => order.push('third'));
    const fourth = gate.run(async () => order.push('fourth'));
    await Promise.resolve();
    expect(order).toEqual([]);
    first.end();
    await third;
    await fourth;
    expect(order).toEqual(['third', 'fourth']);
    second.end();
    await Promise.all(running);
  });

  it('refuses at once what does not fit into the line', async () => {
    const gate = new ReadGate(1, 60_000);
    const slow = endless();
    const running = gate.run(slow.work);
    const waiting = gate.run(async () => 'waited');
    await expect(gate.run(async () => 'never')).rejects.toMatchObject({
      code: 'DatabaseBusy',
      status: 503,
      retryable: true,
      details: { limit: 1 },
    });
    slow.end();
    await running;
    expect(await waiting).toBe('waited');
  });

  it('refuses who waited too long, and forgets them', async () => {
    const gate = new ReadGate(1, 5);
    const slow = endless();
    const running = gate.run(slow.work);
    await expect(gate.run(async () => 'never')).rejects.toMatchObject({ code: 'DatabaseBusy' });
    slow.end();
    await running;
    expect(await gate.run(async () => 'free again')).toBe('free again');
  });

  it('frees the place of a read that fails', async () => {
    const gate = new ReadGate(1, 60_000);
    await expect(gate.run(() => Promise.reject(new Error('no table')))).rejects.toThrow('no table');
    expect(await gate.run(async () => 'next')).toBe('next');
  });
});
