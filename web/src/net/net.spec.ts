import { withQuery } from './location.js';
import { errorOf } from './request.js';

describe('error answers', () => {
  it('keep the code and sentence of the server', () => {
    const error = errorOf(404, '{"error":"There is no job.","code":"JobNotFound"}');
    expect(error).toMatchObject({ code: 'JobNotFound', message: 'There is no job.', status: 404 });
  });

  it('become a sentence when a proxy answered with a page', () => {
    expect(errorOf(502, '<html>bad gateway</html>')).toMatchObject({
      code: '502',
      message: 'The server answered with status 502.',
    });
  });
});

describe('withQuery', () => {
  const query = new URLSearchParams('state=failed&pool=cpu');

  it('replaces, adds and removes entries', () => {
    expect(withQuery(query, { state: 'queued', kind: 'size', pool: null })).toBe('?state=queued&kind=size');
  });

  it('is empty when nothing is left', () => {
    expect(withQuery(query, { state: '', pool: null })).toBe('');
  });
});
