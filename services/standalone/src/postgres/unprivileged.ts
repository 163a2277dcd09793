import { spawnSync } from 'node:child_process';

/** How to start a program that refuses to run as root. */
export interface Launch {
  /** What stands before the program on the command line. */
  prefix: string[];
  /** Whom the files that it is given have to belong to, as user and group; `null`: to this process's user. */
  owner: number | null;
}

const nobody = 65_534;
const namespace = ['unshare', '--user', '--map-user=1000', '--map-group=1000', '--'];
const otherUser = [
  'setpriv',
  `--reuid=${nobody}`,
  `--regid=${nobody}`,
  '--clear-groups',
  '--inh-caps=+dac_override',
  '--ambient-caps=+dac_override',
  '--',
];

/**
 * PostgreSQL does not run as root. Where this process is root, it runs in a user namespace of its own, in which
 * root's files belong to user 1000; where namespaces are not allowed, as in most containers, as the user `nobody`, who
 * keeps the right to reach root's folders.
 * @throws when neither works, with what to do about it
 */
export function unprivilegedLaunch(): Launch {
  if (process.getuid?.() !== 0) return { prefix: [], owner: null };
  if (works(namespace)) return { prefix: namespace, owner: null };
  if (works(otherUser)) return { prefix: otherUser, owner: nobody };
  throw new Error(
    'PostgreSQL does not run as root, and on this machine neither unshare nor setpriv can start it as another user. Start Rowhouse as a normal user.',
  );
}

function works([program = '', ...args]: readonly string[]): boolean {
  return spawnSync(program, [...args, 'true']).status === 0;
}
