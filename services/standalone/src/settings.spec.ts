import { resolve } from 'node:path';
import { parseSettings } from '@rowhouse/config';
import { documentedSettings } from '@rowhouse/testing';
import { standaloneSettings } from './settings.js';

describe('the settings of the laptop', () => {
  it('are those of the README, with the same defaults', () => {
    const table = documentedSettings(new URL('../README.md', import.meta.url));
    expect([...table.keys()].sort()).toEqual(Object.keys(standaloneSettings.shape).sort());
    const defaults = parseSettings(standaloneSettings, {});
    const documented = Object.fromEntries([...table].map(([name, text]) => [name, text.replaceAll('`', '')]));
    expect(parseSettings(standaloneSettings, documented)).toEqual(defaults);
  });

  it('take the folder as an absolute path', () => {
    const { ROWHOUSE_HOME } = parseSettings(standaloneSettings, { ROWHOUSE_HOME: 'data' });
    expect(ROWHOUSE_HOME).toBe(resolve('data'));
  });
});
