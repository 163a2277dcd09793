import { execFile } from 'node:child_process';
import { chmod, copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { tempDir } from './temp-dir.js';

const openssl = promisify(execFile);

/** A certificate authority of a spec's own, with files as Kubernetes mounts them. Needs the `openssl` command. */
export interface Authority {
  /** Its certificate, `ca.crt`. */
  caFile: string;
  /** Makes `tls.crt`, `tls.key` and `ca.crt` in a folder, for the names and addresses given; replaces what is there. */
  issue(folder: string, names: readonly string[]): Promise<void>;
  remove(): Promise<void>;
}

export async function certificateAuthority(): Promise<Authority> {
  const own = await tempDir();
  const at = (name: string) => join(own.path, name);
  const fresh = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  await openssl('openssl', [
    ...['req', '-x509', ...fresh, '-keyout', at('ca.key'), '-out', at('ca.crt')],
    ...['-days', '2', '-subj', '/CN=authority of a spec'],
  ]);
  return {
    caFile: at('ca.crt'),
    async issue(folder, names) {
      const to = (name: string) => join(folder, name);
      const san = names.map((name) => `${/^[\d.]+$/.test(name) ? 'IP' : 'DNS'}:${name}`).join(',');
      await openssl('openssl', [
        ...['req', '-x509', ...fresh, '-keyout', to('tls.key'), '-out', to('tls.crt')],
        ...['-CA', at('ca.crt'), '-CAkey', at('ca.key'), '-days', '1', '-subj', '/CN=a server of a spec'],
        ...['-addext', `subjectAltName=${san}`, '-addext', 'basicConstraints=critical,CA:FALSE'],
      ]);
      await chmod(to('tls.key'), 0o600);
      await copyFile(at('ca.crt'), to('ca.crt'));
    },
    remove: () => own.remove(),
  };
}
