import { spawnSync } from 'node:child_process';
import { chown } from 'node:fs/promises';

/** How to start a program that refuses to run as root. */
export interface Launch {
  /** What stands before the program on the command line. */
  prefix: string[];
  ids: { uid?: number; gid?: number };
}

const nobody = 65_534;

/**
 * PostgreSQL does not run as root. Where this process is root, it runs in a user namespace of its own, in which
 * root's files belong to user 1000; where namespaces are not allowed, as the user `nobody`, who then gets the folder.
 */
export async function unprivilegedLaunch(folder: string): Promise<Launch> {
  if (process.getuid?.() !== 0) return { prefix: [], ids: {} };
  const namespace = ['unshare', '--user', '--map-user=1000', '--map-group=1000', '--'];
  if (spawnSync(namespace[0] ?? '', [...namespace.slice(1), 'true']).status === 0)
    return { prefix: namespace, ids: {} };
  await chown(folder, nobody, nobody);
  return { prefix: [], ids: { uid: nobody, gid: nobody } };
}
