import { revisionCursor } from './revision-cursor.js';

describe('revisionCursor', () => {
  it('comes back', () => {
    expect(revisionCursor.decode(revisionCursor.encode(42))).toBe(42);
  });

  it.each(['', 'x', '42', Buffer.from('r-1').toString('base64url')])('refuses %j', (text) => {
    expect(() => revisionCursor.decode(text)).toThrow("Parameter 'cursor' is not one that this server gave");
  });
});
