import { isoDate, isoTime, isoTimestamp } from './iso-time.js';

describe('ISO 8601 as Python prints it', () => {
  it('leaves out a zero fraction and keeps six digits otherwise', () => {
    expect(isoTimestamp(1_467_331_200n, 1n)).toBe('2016-07-01T00:00:00');
    expect(isoTimestamp(1_467_331_200_120n, 1000n)).toBe('2016-07-01T00:00:00.120000');
    expect(isoTimestamp(1_467_331_200_000_001n, 1_000_000n)).toBe('2016-07-01T00:00:00.000001');
    expect(isoTimestamp(1_467_331_200_000_000_001n, 1_000_000_000n)).toBe('2016-07-01T00:00:00.000000001');
  });

  it('goes back before 1970', () => {
    expect(isoTimestamp(-1n, 1_000_000n)).toBe('1969-12-31T23:59:59.999999');
    expect(isoDate(-1)).toBe('1969-12-31');
    expect(isoTimestamp(-62_135_596_800n, 1n)).toBe('0001-01-01T00:00:00');
  });

  it('has no text for what Python can not hold', () => {
    expect(isoTimestamp(2n ** 63n - 1n, 1_000_000n)).toBeNull();
    expect(isoTimestamp(-(2n ** 63n), 1_000_000n)).toBeNull();
    expect(isoDate(2_147_483_647)).toBeNull();
  });

  it('prints times of day', () => {
    expect(isoTime(0n)).toBe('00:00:00');
    expect(isoTime(86_399_999_999n)).toBe('23:59:59.999999');
  });
});
