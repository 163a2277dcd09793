import { exactFloat, exactInteger, parseExact } from './exact-number.js';

describe('numbers as JSON', () => {
  it.each([
    [18, '18.0'],
    [-0, '-0.0'],
    [0.1, '0.1'],
    [1e20, '100000000000000000000.0'],
    [1e21, '1e+21'],
  ])('float %p is printed %s', (value, text) => {
    expect(JSON.stringify(exactFloat(value))).toBe(text);
  });

  it('integers keep every digit', () => {
    expect(JSON.stringify(exactInteger(9007199254740993n))).toBe('9007199254740993');
    expect(exactInteger(5n)).toBe(5);
    expect(JSON.stringify(parseExact('{"a":[9007199254740993,1.5,2]}'))).toBe(
      '{"a":[9007199254740993,1.5,2]}',
    );
  });
});
