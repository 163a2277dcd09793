import { laterToken, parseConsistencyToken, positionOf, tokenAt } from './consistency-token.js';

describe('consistency tokens', () => {
  it.each(['0/0', '0/16B3748', '16/B374D848', 'FFFFFFFF/FFFFFFFF'])(
    'reads and writes %s unchanged',
    (text) => {
      expect(tokenAt(positionOf(text))).toBe(text);
    },
  );

  it('orders across the 4 GiB border, where comparing texts would fail', () => {
    expect(positionOf('1/0')).toBe(2n ** 32n);
    expect(positionOf('9/FFFFFFFF') < positionOf('10/0')).toBe(true);
    expect(laterToken(parseConsistencyToken('9/0'), parseConsistencyToken('A/0'))).toBe('A/0');
    expect(laterToken(parseConsistencyToken('10/0'), parseConsistencyToken('9/FFFFFFFF'))).toBe('10/0');
  });

  it('gives one form to lower case and leading zeros', () => {
    expect(parseConsistencyToken('0/016b3748')).toBe('0/16B3748');
  });

  it.each([
    '',
    '0',
    '/',
    '0/',
    '0/G',
    '123456789/0',
    '0/123456789',
    ' 0/1',
    '0/1\n',
    "0/1'; DROP TABLE jobs",
  ])('refuses %j as what a client sent wrong', (text) => {
    expect(() => parseConsistencyToken(text)).toThrow(
      expect.objectContaining({ code: 'InvalidConsistencyToken', status: 422 }),
    );
  });
});
