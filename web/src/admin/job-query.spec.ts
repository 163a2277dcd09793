import { withQuery } from '../net/location.js';
import { jobsUrl, noFilters } from './job-query.js';

describe('jobs list', () => {
  it('asks the server for exactly the filters of the page', () => {
    const query = new URLSearchParams('state=failed&subject=me/cars&job=7&other=x');
    expect(jobsUrl(query)).toBe('/admin/jobs?state=failed&subject=me%2Fcars&limit=25');
  });

  it('keeps an open job when filters are cleared, but not the cursor', () => {
    const query = new URLSearchParams('state=failed&cursor=abc&job=7');
    expect(withQuery(query, noFilters)).toBe('?job=7');
  });
});
