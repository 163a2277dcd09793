import { WalClock } from './wal-clock.js';

describe('the lag of a replica in time', () => {
  it('is unknown before the primary told its position', () => {
    expect(new WalClock().lagOf(5n, 1_000)).toBeNull();
  });

  it('does not grow on an idle primary', () => {
    const clock = new WalClock();
    for (let at = 0; at <= 60_000; at += 500) clock.record(100n, at);
    expect(clock.lagOf(100n, 60_400)).toBe(0);
  });

  it('is the time since the primary left the replica’s position', () => {
    const clock = new WalClock();
    clock.record(100n, 0);
    clock.record(100n, 500);
    clock.record(200n, 1_000);
    clock.record(300n, 1_500);
    expect(clock.lagOf(100n, 1_600)).toBe(1_100);
    expect(clock.lagOf(250n, 1_600)).toBe(600);
    expect(clock.lagOf(300n, 1_600)).toBe(0);
    expect(clock.lagOf(900n, 1_600)).toBe(0);
  });

  it('is unknown for a replica that stands before everything remembered', () => {
    const clock = new WalClock();
    clock.record(100n, 0);
    expect(clock.lagOf(99n, 10)).toBeNull();
  });

  it('begins anew when the log of the primary begins anew', () => {
    const clock = new WalClock();
    clock.record(900n, 0);
    clock.record(100n, 500);
    expect(clock.lagOf(100n, 700)).toBe(0);
    expect(clock.lagOf(50n, 700)).toBeNull();
  });
});
