import { checkBlobKey, checkBlobPrefix, InvalidBlobKey } from './blob-key.js';

describe('blob keys', () => {
  it.each(['a', 'datasets/1b-2/files/x_1.parquet', 'a/b=c/d@1+2', 'x'.repeat(200)])('accepts %s', (key) => {
    expect(() => checkBlobKey(key)).not.toThrow();
  });

  it.each([
    '',
    '/a',
    'a/',
    'a//b',
    '..',
    'a/../b',
    '.incoming/x',
    'a/.hidden',
    'a\\b',
    'a b',
    'a\u0000b',
    'é',
    'x'.repeat(201),
    `${'abc/'.repeat(200)}x`,
  ])('refuses %j', (key) => {
    expect(() => checkBlobKey(key)).toThrow(InvalidBlobKey);
  });

  it('takes a prefix only as a whole folder', () => {
    expect(() => checkBlobPrefix('')).not.toThrow();
    expect(() => checkBlobPrefix('datasets/1/')).not.toThrow();
    for (const prefix of ['datasets/1', '/', '../', 'a//']) {
      expect(() => checkBlobPrefix(prefix)).toThrow(InvalidBlobKey);
    }
  });
});
