import { dropSession, keepSession, sessionOf } from './session-cookie.js';

const asked = (cookie?: string) => sessionOf({ headers: { cookie } });

describe('the cookie of a session', () => {
  it('is found among others', () => {
    expect(asked('a=1; rowhouse_session=rwhs_x; b=2')).toBe('rwhs_x');
    expect(asked('rowhouse_session=')).toBeUndefined();
    expect(asked('xrowhouse_session=1; rowhouse_sessions=2')).toBeUndefined();
    expect(asked()).toBeUndefined();
  });

  it('is out of reach of scripts and other sites, and needs TLS where there is TLS', () => {
    const plain = keepSession({ headers: {}, protocol: 'http' }, 'rwhs_x');
    expect(plain).toBe('rowhouse_session=rwhs_x; Path=/admin; Max-Age=43200; HttpOnly; SameSite=Strict');
    expect(keepSession({ headers: { 'x-forwarded-proto': 'https' }, protocol: 'http' }, 'x')).toMatch(
      /; Secure$/,
    );
    expect(dropSession({ headers: {}, protocol: 'https' })).toMatch(
      /^rowhouse_session=; .*Max-Age=0;.*; Secure$/,
    );
  });
});
