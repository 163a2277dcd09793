import { parseConnectionUrl } from './connection-url.js';

describe('connection URLs', () => {
  it('shows where, never who', () => {
    expect(parseConnectionUrl('postgres://me:s3cret@db.example:6543/rowhouse', 'x').shown).toBe(
      'db.example:6543/rowhouse',
    );
    expect(parseConnectionUrl('postgresql:///rowhouse?host=/run/pg', 'x').shown).toBe(
      '/run/pg:5432/rowhouse',
    );
  });

  it.each(['me:s3cret@db/x', 'http://me:s3cret@db/x', 'postgres://me:s3cret@db:port/x', ''])(
    'refuses %j without repeating it',
    (text) => {
      let thrown: unknown;
      try {
        parseConnectionUrl(text, 'replica 2');
      } catch (error) {
        thrown = error;
      }
      expect((thrown as Error).message).toContain('replica 2');
      expect(JSON.stringify(thrown) + String(thrown) + (thrown as Error).stack).not.toContain('s3cret');
    },
  );
});
