import { parseSettings, SettingsError } from '@rowhouse/config';
import { documentedSettings } from '@rowhouse/testing';
import { apiSettings } from './settings.js';

const required = { DATABASE_URL: 'postgres://localhost/rowhouse', BLOB_URL: 'file:///data' };

describe('the settings of the api', () => {
  it('are those of the README, with the same defaults', () => {
    const table = documentedSettings(new URL('../README.md', import.meta.url));
    expect([...table.keys()].sort()).toEqual(Object.keys(apiSettings.shape).sort());
    const settings = parseSettings(apiSettings, required);
    for (const [name, text] of table) {
      const literal = /^`(.*)`$/.exec(text)?.[1];
      const value = settings[name as keyof typeof settings];
      if (literal !== undefined) expect([name, String(value)]).toEqual([name, literal]);
      else if (text === 'required') expect(Object.keys(required)).toContain(name);
    }
  });

  it('name every problem', () => {
    const wrong = { PORT: '70000', UPLOAD_MAX_BYTES: '0', PUBLIC_URL: 'example.org' };
    const problems = (() => {
      try {
        parseSettings(apiSettings, wrong);
      } catch (error) {
        return (error as SettingsError).problems.map((problem) => problem.split(':')[0]).sort();
      }
      return [];
    })();
    expect(problems).toEqual(['BLOB_URL', 'DATABASE_URL', 'PORT', 'PUBLIC_URL', 'UPLOAD_MAX_BYTES']);
  });

  it('take the address without its last slash', () => {
    const { PUBLIC_URL } = parseSettings(apiSettings, {
      ...required,
      PUBLIC_URL: 'https://data.example.org/',
    });
    expect(PUBLIC_URL).toBe('https://data.example.org');
  });
});
