import { z } from 'zod';
import { parseSettings, SettingsError } from './load-settings.js';
import { commonSettings, replicaSettings } from './setting-types.js';

const schema = commonSettings.extend(replicaSettings.shape).extend({ PORT: z.coerce.number().default(8081) });
const minimal = { DATABASE_URL: 'postgres://localhost/rowhouse', BLOB_URL: 'file:///data' };

describe('settings', () => {
  it('fills defaults and ignores empty variables', () => {
    const settings = parseSettings(schema, { ...minimal, PORT: '', QUEUE_URL: undefined });
    expect(settings).toMatchObject({
      PORT: 8081,
      QUEUE_URL: 'postgres',
      DATABASE_POOL_SIZE: 10,
      DATABASE_REPLICA_URLS: [],
    });
  });

  it('splits lists of replicas', () => {
    const settings = parseSettings(schema, {
      ...minimal,
      DATABASE_REPLICA_URLS: 'postgres://a/x, postgres://b/x,',
    });
    expect(settings.DATABASE_REPLICA_URLS).toEqual(['postgres://a/x', 'postgres://b/x']);
  });

  it('names every problem at once', () => {
    try {
      parseSettings(schema, { QUEUE_URL: 'http://x', DATABASE_POOL_SIZE: 'many' });
      throw new Error('accepted');
    } catch (error) {
      expect(error).toBeInstanceOf(SettingsError);
      const { problems } = error as SettingsError;
      expect(problems.map((problem) => problem.split(':')[0]).sort()).toEqual([
        'BLOB_URL',
        'DATABASE_POOL_SIZE',
        'DATABASE_URL',
        'QUEUE_URL',
      ]);
    }
  });
});
