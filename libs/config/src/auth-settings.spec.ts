import { z } from 'zod';
import { authSettings, refuseOpenDoors } from './auth-settings.js';
import { parseSettings, SettingsError } from './load-settings.js';

const schema = refuseOpenDoors(authSettings.extend({ HOST: z.string().default('127.0.0.1') }));

function problems(env: Record<string, string>): readonly string[] {
  try {
    parseSettings(schema, env);
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
}

describe('the settings of access', () => {
  it('ask for tokens unless told otherwise', () => {
    expect(parseSettings(schema, {}).AUTH_MODE).toBe('token');
  });

  it('let everybody in on loopback only', () => {
    for (const HOST of ['127.0.0.1', '127.8.8.8', '::1', 'localhost'])
      expect(problems({ AUTH_MODE: 'none', HOST })).toEqual([]);
    for (const HOST of ['0.0.0.0', '::', '10.0.0.1', '127.0.0.1.example.org', 'example.org'])
      expect(problems({ AUTH_MODE: 'none', HOST })).toEqual([
        expect.stringMatching(/^AUTH_MODE: is 'none' while HOST is .*UNSAFE_NO_AUTH=yes/),
      ]);
  });

  it('let everybody in where that is asked for by name', () => {
    expect(problems({ AUTH_MODE: 'none', HOST: '0.0.0.0', UNSAFE_NO_AUTH: 'yes' })).toEqual([]);
  });

  it('refuse an administrator token that could be guessed', () => {
    expect(problems({ ADMIN_TOKEN: 'secret' })).toEqual([expect.stringContaining('at least 32 characters')]);
  });
});
