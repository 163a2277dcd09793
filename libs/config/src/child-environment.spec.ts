import { childEnvironment } from './child-environment.js';

describe('the environment of a child process', () => {
  it('holds its own settings and the way to programs, nothing else of the parent', () => {
    const parent = { PATH: '/bin', PORT: '3000', DATABASE_REPLICA_URLS: 'postgres://elsewhere/x' };
    expect(childEnvironment({ DATABASE_URL: 'postgres://here/x' }, parent)).toEqual({
      PATH: '/bin',
      DATABASE_URL: 'postgres://here/x',
    });
    expect(childEnvironment({ PATH: '/own' }, parent)).toEqual({ PATH: '/own' });
  });
});
