import { hashOf, isTokenText, newTokenText } from './token-text.js';

describe('the text of a token', () => {
  it('is recognised by its prefix and checksum', () => {
    const token = newTokenText('token');
    expect(token).toMatch(/^rwh_[0-9A-Za-z]{49}$/);
    expect(isTokenText(token, 'token')).toBe(true);
    expect(isTokenText(newTokenText('session'), 'session')).toBe(true);
  });

  it('is not that of the other kind', () => {
    expect(isTokenText(newTokenText('token'), 'session')).toBe(false);
    expect(isTokenText(newTokenText('session'), 'token')).toBe(false);
  });

  it('is refused with any one character changed, cut or added', () => {
    const token = newTokenText('token');
    for (let index = 0; index < token.length; index++) {
      const other = token[index] === 'x' ? 'y' : 'x';
      expect(isTokenText(token.slice(0, index) + other + token.slice(index + 1), 'token')).toBe(false);
    }
    expect(isTokenText(token.slice(0, -1), 'token')).toBe(false);
    expect(isTokenText(`${token} `, 'token')).toBe(false);
    expect(isTokenText('', 'token')).toBe(false);
  });

  it('is never made twice, and its hash has 32 bytes', () => {
    const many = Array.from({ length: 1000 }, () => newTokenText('token'));
    expect(new Set(many).size).toBe(1000);
    expect(hashOf(many[0] as string)).toHaveLength(32);
  });
});
