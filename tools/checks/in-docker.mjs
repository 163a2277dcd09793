// Where the servers' Debian packages cannot be installed, the whole test run moves into a Debian container.
import { spawnSync } from 'node:child_process';
import { onPath } from '../servers/programs.mjs';
import { repository } from '../servers/state.mjs';

const image = 'node:24-trixie';

export function dockerWorks() {
  const docker = onPath('docker');
  return docker !== null && spawnSync(docker, ['info'], { stdio: 'ignore' }).status === 0;
}

/** Runs `npm test` with these arguments in a container, on a copy of this checkout; returns its exit status. */
export function testInDocker(args) {
  console.log(
    `The test servers can't be installed here (no apt-get, root or sudo): testing in Docker, image ${image}`,
  );
  // A copy, so that neither files of root nor another system's node_modules are left in the checkout.
  const script = `
    mkdir /rowhouse && cd /rowhouse
    tar -C /source --exclude=node_modules --exclude=./.test-servers --exclude=./.rowhouse --exclude=./.nx -cf - . | tar -xf -
    exec npm test -- "$@"`;
  const mount = `${repository}:/source:ro`;
  const container = [
    'run',
    '--rm',
    '--init',
    '--shm-size=1g',
    '-v',
    mount,
    image,
    'bash',
    '-euc',
    script,
    'test',
    ...args,
  ];
  return spawnSync('docker', container, { stdio: 'inherit' }).status ?? 1;
}
