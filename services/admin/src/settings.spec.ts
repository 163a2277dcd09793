import { parseSettings } from '@rowhouse/config';
import { documentedSettings } from '@rowhouse/testing';
import { adminSettings } from './settings.js';

const required = { DATABASE_URL: 'postgres://localhost/rowhouse', BLOB_URL: 'file:///data' };

describe('the settings of the admin service', () => {
  it('are those of the README, with the same defaults', () => {
    const table = documentedSettings(new URL('../README.md', import.meta.url));
    expect([...table.keys()].sort()).toEqual(Object.keys(adminSettings.shape).sort());
    const settings = parseSettings(adminSettings, required);
    for (const [name, text] of table) {
      const literal = /^`(.*)`$/.exec(text)?.[1];
      const value = settings[name as keyof typeof settings];
      if (literal !== undefined) expect([name, String(value)]).toEqual([name, literal]);
      else if (text === 'required') expect(Object.keys(required)).toContain(name);
      else expect([name, text, String(value ?? '')]).toEqual([name, 'empty', '']);
    }
  });
});
