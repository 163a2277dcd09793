import { toJsonb } from './jsonb.js';

describe('toJsonb', () => {
  const back = (value: unknown) => JSON.parse(toJsonb(value) ?? '"none"');

  it('leaves ordinary values alone', () => {
    const value = { text: 'a "b" \\ \n ü 😀', list: [1, null, true], nested: { x: 1.5 } };
    expect(back(value)).toEqual(value);
  });

  it('replaces what jsonb can not hold', () => {
    expect(back({ message: 'cell \u0000 of 1\ud83d' })).toEqual({ message: 'cell \ufffd of 1\ufffd' });
    expect(back({ '\udc00': 1 })).toEqual({ '\ufffd': 1 });
  });

  it('does not take an escaped backslash for an escape', () => {
    expect(back('\\u0000')).toBe('\\u0000');
    expect(back('\\\u0000')).toBe('\\\ufffd');
  });

  it('stores nothing as SQL NULL', () => {
    expect(toJsonb(null)).toBeNull();
    expect(toJsonb(undefined)).toBeNull();
  });
});
