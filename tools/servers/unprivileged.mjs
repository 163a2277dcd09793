// PostgreSQL refuses to run as root. Root therefore starts it as somebody else.
import { chownSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './processes.mjs';

/**
 * How to start a program that refuses root: words to put in front of its command line, options for spawn,
 * and a folder it may write to.
 * @returns {Promise<{ prefix: string[], spawn: { uid?: number, gid?: number }, dir: string }>}
 */
export async function unprivileged(dir) {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  if (process.getuid() !== 0) return { prefix: [], spawn: {}, dir };
  const prefix = ['unshare', '-U', '--map-user=1000', '--map-group=1000'];
  if (
    await run(prefix[0], [...prefix.slice(1), 'true']).then(
      () => true,
      () => false,
    )
  ) {
    return { prefix, spawn: {}, dir };
  }
  // User namespaces are off (as in many containers): become the package's own user, in a folder it can reach.
  const user = readFileSync('/etc/passwd', 'utf8').match(/^postgres:[^:]*:(\d+):(\d+):/m);
  if (!user)
    throw new Error(
      'Running as root without user namespaces, and there is no user "postgres" to run PostgreSQL as.',
    );
  const [uid, gid] = [Number(user[1]), Number(user[2])];
  const reachable = mkdtempSync(join(tmpdir(), 'rowhouse-test-postgres-'));
  chownSync(reachable, uid, gid);
  return { prefix: [], spawn: { uid, gid }, dir: reachable };
}
