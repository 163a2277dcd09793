import { withQuery } from '../net/location.js';
import { deadLetters, jobsUrl, noFilters, requeueUrl } from './job-query.js';

describe('jobs list', () => {
  it('asks the server for exactly the filters of the page', () => {
    const query = new URLSearchParams('state=failed&subject=me/cars&job=7&other=x');
    expect(jobsUrl(query)).toBe('/admin/jobs?state=failed&subject=me%2Fcars&limit=25');
  });

  it('asks for dead letters where they are listed, and queues again what is shown', () => {
    const query = new URLSearchParams({ state: deadLetters, pool: 'gpu', cursor: 'abc' });
    expect(jobsUrl(query)).toBe('/admin/dead-letters?pool=gpu&cursor=abc&limit=25');
    expect(requeueUrl(query)).toBe('/admin/dead-letters/requeue?pool=gpu');
    expect(requeueUrl(new URLSearchParams('state=failed'))).toBeNull();
  });

  it('keeps an open job when filters are cleared, but not the cursor', () => {
    const query = new URLSearchParams('state=failed&cursor=abc&job=7');
    expect(withQuery(query, noFilters)).toBe('?job=7');
  });
});
