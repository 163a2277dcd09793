import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defaultVariables, renderNginxConfig } from './render.mjs';

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));

describe('renderNginxConfig', () => {
  it('leaves no variable unfilled and keeps those of nginx', async () => {
    const files = await renderNginxConfig({ API_UPSTREAM: 'api.example:8081' });
    const all = Object.values(files).join('');
    expect(all).not.toMatch(/\$\{/);
    expect(all).toContain('server api.example:8081 max_fails=0;');
    expect(all).toContain('$http_host');
  });

  it('refuses a value that could end its directive', async () => {
    await expect(renderNginxConfig({ LISTEN: '80; include /etc/passwd' })).rejects.toThrow(
      /LISTEN.*not allowed/,
    );
  });

  it('agrees with the entrypoint of the image', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rowhouse-entrypoint-'));
    try {
      writeFileSync(join(folder, 'nginx'), '#!/bin/sh\nprintf "%s\\n" "$@"\n');
      chmodSync(join(folder, 'nginx'), 0o755);
      const variables = {
        RUN_DIR: join(folder, 'run'),
        API_UPSTREAM: 'api:8081',
        LISTEN: '[::]:8080 ipv6only=off',
      };
      const flags = execFileSync('sh', [here('entrypoint.sh')], {
        env: { ...variables, PATH: `${folder}:${process.env.PATH}` },
        encoding: 'utf8',
      });
      expect(flags).toBe(`-p\n${folder}/run\n-e\nstderr\n-c\n${folder}/run/nginx.conf\n-g\ndaemon off;\n`);
      for (const [name, text] of Object.entries(await renderNginxConfig(variables)))
        expect(readFileSync(join(folder, 'run', name), 'utf8')).toBe(text);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('has every variable in the README', async () => {
    const readme = readFileSync(here('README.md'), 'utf8').replace(/ +/g, ' ');
    for (const [name, value] of Object.entries(await defaultVariables()))
      expect(readme).toContain(`| \`${name}\` | \`${value}\` |`);
  });
});
