// The servers' programs: where they are, and how to get the missing ones from Debian packages.

import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

const required = [
  { package: 'postgresql', name: 'PostgreSQL', find: findPostgres },
  { package: 'rabbitmq-server', name: 'RabbitMQ', find: findRabbitMq },
  { package: 'nginx', name: 'NGINX', find: () => onPath('nginx') },
  { package: 'chromium', name: 'Chromium', find: findChromium },
  { package: 'libfaketime', name: 'libfaketime', find: findFaketime },
];

/**
 * Finds every program, installing what is missing.
 * @returns {{ postgresBin: string, rabbitmqSbin: string, nginx: string, chromium: string, faketime: string }}
 */
export function providePrograms() {
  const missing = required.filter((program) => !program.find());
  if (missing.length > 0) install(missing);
  const still = required.filter((program) => !program.find()).map((program) => program.name);
  if (still.length > 0) throw new Error(`Not found after installing: ${still.join(', ')}.`);
  const [postgresBin, rabbitmqSbin, nginx, chromium, faketime] = required.map((program) => program.find());
  return { postgresBin, rabbitmqSbin, nginx, chromium, faketime };
}

/** True when missing programs can be installed here: apt-get, and root or a sudo that asks nothing. */
export function canInstall() {
  return Boolean(onPath('apt-get')) && asRoot() !== null;
}

/** True when nothing has to be installed. */
export function programsPresent() {
  return required.every((program) => program.find());
}

/** The full path of a program, looked for where servers are installed too. */
export function onPath(name) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/local/sbin', '/usr/sbin', '/sbin'];
  return folders.map((folder) => join(folder, name)).find((file) => existsSync(file)) ?? null;
}

function findPostgres() {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = versions.map((version) => join(root, version, 'bin'));
  const initdb = onPath('initdb');
  if (initdb) folders.push(dirname(initdb));
  return (
    folders.find(
      (folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'pg_basebackup')),
    ) ?? null
  );
}

/** The scripts inside the release; those in /usr/sbin change user and folder. */
function findRabbitMq() {
  const root = '/usr/lib/rabbitmq/lib';
  if (!existsSync(root)) return null;
  const folders = readdirSync(root).map((release) => join(root, release, 'sbin'));
  return folders.find((folder) => existsSync(join(folder, 'rabbitmq-server'))) ?? null;
}

function findChromium() {
  return ['chromium', 'google-chrome', 'chromium-browser'].map(onPath).find(Boolean) ?? null;
}

/** A library, preloaded, that shows a process another time; its folder is named after the machine's architecture. */
function findFaketime() {
  const root = '/usr/lib';
  const folders = existsSync(root) ? readdirSync(root).map((name) => join(root, name, 'faketime')) : [];
  return folders.map((folder) => join(folder, 'libfaketime.so.1')).find((file) => existsSync(file)) ?? null;
}

/** How a command becomes root's: what to put before it, or null where that can't be done without a question. */
export function asRoot() {
  if (process.getuid() === 0) return [];
  const sudo = onPath('sudo');
  return sudo && spawnSync(sudo, ['-n', 'true'], { stdio: 'ignore' }).status === 0 ? [sudo, '-n'] : null;
}

function install(missing) {
  const names = missing.map((program) => program.name).join(', ');
  const packages = missing.map((program) => program.package);
  const root = asRoot();
  if (!onPath('apt-get') || root === null) {
    throw new Error(
      `The tests need ${names}. They are installed with apt-get by root or a sudo without password; here there is ` +
        `${onPath('apt-get') ? 'neither root nor such a sudo' : 'no apt-get'}. Install them yourself ` +
        `(Debian: apt-get install ${packages.join(' ')}), or run "npm test" where Docker is available.`,
    );
  }
  console.log(`Installing ${names} (apt-get; their system services are neither started nor enabled)`);
  const command = [...root, 'sh', '-euc', installScript, 'install', ...packages];
  const { status } = spawnSync(command[0], command.slice(1), { stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0)
    throw new Error(
      `apt-get install ${packages.join(' ')} failed with status ${status}; its messages are above.`,
    );
}

// policy-rc.d answering 101 keeps package scripts from starting services; the file that was there comes back after.
const installScript = `
policy=/usr/sbin/policy-rc.d
restore() {
  rm -f "$policy"
  if [ -e "$policy.before-rowhouse" ]; then mv "$policy.before-rowhouse" "$policy"; fi
}
if [ -e "$policy" ]; then mv "$policy" "$policy.before-rowhouse"; fi
trap restore EXIT
trap 'exit 130' INT TERM
printf '#!/bin/sh\\nexit 101\\n' > "$policy"
chmod 755 "$policy"
mkdir -p /etc/postgresql-common/createcluster.d
printf 'create_main_cluster = false\\n' > /etc/postgresql-common/createcluster.d/rowhouse-tests.conf
export DEBIAN_FRONTEND=noninteractive
apt-get update -q
apt-get install -y -q --no-install-recommends "$@"
if [ -d /run/systemd/system ]; then
  for service in "$@"; do systemctl disable "$service" 2>/dev/null || true; done
fi
`;
