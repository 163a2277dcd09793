import { bytes, count, counted, percent } from './numbers.js';
import { ago, duration } from './times.js';

describe('numbers', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [999_499, '999 kB'],
    [999_999, '1.0 MB'],
    [5_300_000_000, '5.3 GB'],
  ])('writes %d bytes as %s', (value, text) => expect(bytes(value)).toBe(text));

  it('keeps counts exact while they are short', () => {
    expect(count(99_999)).toBe('99,999');
    expect(count(1_234_567)).toBe('1.2M');
    expect(counted(1, 'file')).toBe('1 file');
    expect(counted(0, 'entry', 'entries')).toBe('0 entries');
  });

  it('never rounds unfinished work up to 100 %', () => {
    expect(percent(0.999)).toBe('99 %');
    expect(percent(1)).toBe('100 %');
  });
});

describe('times', () => {
  it.each([
    [0.0421, '42 ms'],
    [59.9, '59 s'],
    [60, '1 min'],
    [200, '3 min 20 s'],
    [7260, '2 h 1 min'],
    [187_200, '2 d 4 h'],
    [-5, '0 s'],
  ])('writes %d seconds as %s', (seconds, text) => expect(duration(seconds)).toBe(text));

  it('tells how long ago something was, also when clocks differ', () => {
    expect(ago('2026-01-01T00:00:00Z', Date.parse('2026-01-01T00:00:30Z'))).toBe('30 s ago');
    expect(ago('2026-01-01T00:00:05Z', Date.parse('2026-01-01T00:00:00Z'))).toBe('just now');
  });
});
