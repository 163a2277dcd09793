import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type RequestOptions, request, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { writeNginxConfig } from './render.mjs';

type Handler = ConstructorParameters<typeof Server>[1];

/** A server on a free port of this machine. */
export interface Upstream {
  address: string;
  close(): Promise<void>;
}

/** With a certificate and its key, in PEM, it serves HTTPS. */
export async function startUpstream(
  handler: Handler,
  certificate?: { cert: string; key: string },
): Promise<Upstream> {
  const server = certificate
    ? createSecureServer(certificate, handler as never)
    : createServer(handler as never);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** An answer, read to its end. */
export interface Answer {
  status: number;
  headers: IncomingMessage['headers'];
  body: string;
}

export class FrontDoor {
  private constructor(
    readonly port: number,
    readonly runDir: string,
    private readonly nginx: ChildProcess,
  ) {}

  /** Starts NGINX in a folder of its own and returns when it answers. */
  static async start(variables: Record<string, string>): Promise<FrontDoor> {
    const runDir = await mkdtemp(join(tmpdir(), 'rowhouse-nginx-'));
    const port = await freePort();
    const [, ...flags] = await writeNginxConfig({
      LISTEN: `127.0.0.1:${port}`,
      LOG_FILE: `${runDir}/access.log`,
      RUN_DIR: runDir,
      WORKER_PROCESSES: '1',
      WORKER_CONNECTIONS: '256',
      ...variables,
    });
    const nginx = spawn(nginxBinary(), flags, { stdio: ['ignore', 'ignore', 'pipe'] });
    let complaints = '';
    nginx.stderr?.on('data', (chunk) => {
      complaints += chunk;
    });
    const proxy = new FrontDoor(port, runDir, nginx);
    for (let tries = 0; ; tries++) {
      const up = await proxy.send('/proxy-healthcheck').catch(() => null);
      if (up?.status === 200) return proxy;
      if (nginx.exitCode !== null || tries > 200) throw new Error(`nginx did not start: ${complaints}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Opens a request without ending it. */
  open(path: string, options: RequestOptions = {}) {
    return request({ host: '127.0.0.1', port: this.port, path, agent: false, ...options });
  }

  async send(path: string, options: RequestOptions = {}): Promise<Answer> {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      this.open(path, options).on('response', resolve).on('error', reject).end();
    });
    return { status: response.statusCode ?? 0, headers: response.headers, body: await text(response) };
  }

  accessLog(): Promise<string> {
    return readFile(join(this.runDir, 'access.log'), 'utf8');
  }

  async stop(): Promise<void> {
    if (this.nginx.exitCode === null) {
      const gone = new Promise((resolve) => this.nginx.once('exit', resolve));
      this.nginx.kill('SIGTERM');
      await gone;
    }
    await rm(this.runDir, { recursive: true, force: true });
  }
}

function nginxBinary(): string {
  return ['/usr/sbin/nginx', '/usr/local/sbin/nginx'].find((path) => existsSync(path)) ?? 'nginx';
}

async function freePort(): Promise<number> {
  const upstream = await startUpstream(() => {});
  await upstream.close();
  return Number(upstream.address.split(':')[1]);
}
