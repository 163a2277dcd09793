import { blobCredentials, childEnvironment } from './child-environment.js';

describe('the environment of a child process', () => {
  it('holds its own settings and the way to programs, nothing else of the parent', () => {
    const parent = { PATH: '/bin', PORT: '3000', DATABASE_REPLICA_URLS: 'postgres://elsewhere/x' };
    expect(childEnvironment({ DATABASE_URL: 'postgres://here/x' }, parent)).toEqual({
      PATH: '/bin',
      DATABASE_URL: 'postgres://here/x',
    });
    expect(childEnvironment({ PATH: '/own' }, parent)).toEqual({ PATH: '/own' });
  });

  it('holds the credentials of a bucket where blobs are in one, and nothing beside them', () => {
    const parent = { AWS_REGION: 'eu-west-1', AWS_SECRET_ACCESS_KEY: 'secret', DATABASE_URL: 'postgres://x' };
    expect(blobCredentials('s3://bucket', parent)).toEqual({
      AWS_REGION: 'eu-west-1',
      AWS_SECRET_ACCESS_KEY: 'secret',
    });
    expect(blobCredentials('file:///blobs', parent)).toEqual({});
    const google = { GOOGLE_APPLICATION_CREDENTIALS: '/key.json', AWS_REGION: 'eu-west-1' };
    expect(blobCredentials('gs://bucket', google)).toEqual({ GOOGLE_APPLICATION_CREDENTIALS: '/key.json' });
  });
});
