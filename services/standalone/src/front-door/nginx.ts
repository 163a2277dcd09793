import { spawnSync } from 'node:child_process';
import { writeNginxConfig } from '@rowhouse/reverse-proxy';
import type { ServiceDefinition } from '../processes/service-process.js';
import type { Upstreams } from './front-door.js';

/** True when NGINX is installed on this machine. */
export function nginxIsInstalled(): boolean {
  return spawnSync('nginx', ['-v']).status === 0;
}

/** Writes the configuration of `services/reverse-proxy` for this machine; the answer starts NGINX with it. */
export async function nginxService(
  folder: string,
  port: number,
  upstreams: Upstreams,
): Promise<ServiceDefinition> {
  const command = await writeNginxConfig({
    LISTEN: `127.0.0.1:${port}`,
    API_UPSTREAM: new URL(upstreams.api).host,
    ADMIN_UPSTREAM: new URL(upstreams.admin).host,
    RUN_DIR: folder,
    WORKER_PROCESSES: '1',
    // A laptop needs no record of every request; the services count them in their metrics.
    LOG_FILE: '/dev/null',
  });
  return { name: 'nginx', command, env: {} };
}
