import { matchesEtag, weakEtag } from './conditional.js';

describe('ETags', () => {
  const etag = weakEtag('{"a":1}');

  it('follow the content', () => {
    expect(weakEtag(Buffer.from('{"a":1}'))).toBe(etag);
    expect(weakEtag('{"a":2}')).not.toBe(etag);
    expect(etag).toMatch(/^W\/"[\w-]+"$/);
  });

  it.each([
    [etag, true],
    [etag.slice(2), true],
    [`"other", ${etag}`, true],
    ['*', true],
    ['"other"', false],
    ['', false],
    [undefined, false],
  ])('%s matches: %s', (header, matches) => {
    expect(matchesEtag(header, etag)).toBe(matches);
  });
});
