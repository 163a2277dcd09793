import { parseSettings, SettingsError } from '@rowhouse/config';
import { documentedSettings } from '@rowhouse/testing';
import { workerSettings } from './settings.js';

const required = { DATABASE_URL: 'postgres://localhost/rowhouse', BLOB_URL: 'file:///data' };

describe('the settings of the worker', () => {
  it('are those of the README, with the same defaults', () => {
    const table = documentedSettings(new URL('../README.md', import.meta.url));
    expect([...table.keys()].sort()).toEqual(Object.keys(workerSettings.shape).sort());
    const settings = parseSettings(workerSettings, required);
    const inWords: string[] = [];
    for (const [name, text] of table) {
      const literal = /^`(.*)`$/.exec(text)?.[1];
      const value = settings[name as keyof typeof settings];
      if (literal !== undefined) expect([name, String(value)]).toEqual([name, literal]);
      else if (text === 'empty') expect([name, value ?? []]).toEqual([name, []]);
      else if (text === 'required') expect(Object.keys(required)).toContain(name);
      else inWords.push(name);
    }
    // Only what the machine decides has no literal default.
    expect(inWords.sort()).toEqual(['JOB_THREADS', 'SCRATCH_DIR']);
  });

  it('name what is required and what is out of bounds', () => {
    const wrong = { WORKER_POOL: 'CPU', WORKER_CONCURRENCY: '0', JOB_LEASE_SECONDS: '1' };
    expect(() => parseSettings(workerSettings, wrong)).toThrow(SettingsError);
    expect(() => parseSettings(workerSettings, wrong)).toThrow(
      /BLOB_URL[\s\S]*WORKER_POOL[\s\S]*WORKER_CONCURRENCY[\s\S]*JOB_LEASE_SECONDS/,
    );
  });
});
