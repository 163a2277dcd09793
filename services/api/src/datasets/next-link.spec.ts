import { nextLink } from './next-link.js';

describe('nextLink', () => {
  it('keeps the query and replaces the cursor', () => {
    expect(nextLink('http://host/api/datasets?search=a%20b&cursor=old&limit=2', 'new+1')).toBe(
      '<http://host/api/datasets?search=a+b&cursor=new%2B1&limit=2>; rel="next"',
    );
  });
});
