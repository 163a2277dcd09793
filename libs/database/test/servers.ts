import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const bin = '/usr/lib/postgresql/15/bin';
const run = (program: string, args: string[]) =>
  execFileSync('unshare', ['-U', '--map-user=1000', '--map-group=1000', join(bin, program), ...args], {
    stdio: ['ignore', 'ignore', 'ignore'],
  });

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((r) => server.listen(0, '127.0.0.1', r));
  const { port } = server.address() as { port: number };
  await new Promise((r) => server.close(r));
  return port;
}

export class Server {
  constructor(
    readonly dir: string,
    readonly port: number,
  ) {}
  get url() {
    return `postgres://postgres:s3cret@127.0.0.1:${this.port}/postgres`;
  }
  async start() {
    run('pg_ctl', ['-D', this.dir, '-l', `${this.dir}.log`, '-w', 'start']);
  }
  async stop(mode: 'fast' | 'immediate' = 'immediate') {
    run('pg_ctl', ['-D', this.dir, '-m', mode, '-w', 'stop']);
  }
}

export async function startServers(replicas: number) {
  const root = mkdtempSync(join(tmpdir(), 'rowhouse-pg-'));
  chmodSync(root, 0o777);
  const primary = new Server(join(root, 'p'), await freePort());
  run('initdb', ['-A', 'trust', '-U', 'postgres', '--no-sync', '-D', primary.dir]);
  appendFileSync(
    join(primary.dir, 'postgresql.conf'),
    `\nport=${primary.port}\nlisten_addresses='127.0.0.1'\nunix_socket_directories=''\nfsync=off\nmax_connections=200\n`,
  );
  await primary.start();
  const standbys: Server[] = [];
  for (let i = 0; i < replicas; i++) {
    const standby = new Server(join(root, `r${i}`), await freePort());
    run('pg_basebackup', [
      '-h',
      '127.0.0.1',
      '-p',
      String(primary.port),
      '-U',
      'postgres',
      '-D',
      standby.dir,
      '-R',
      '-X',
      'stream',
      '-C',
      '-S',
      `r${i}`,
      '--checkpoint=fast',
    ]);
    appendFileSync(join(standby.dir, 'postgresql.conf'), `\nport=${standby.port}\n`);
    await standby.start();
    standbys.push(standby);
  }
  const stop = async () => {
    for (const server of [...standbys, primary]) await server.stop().catch(() => undefined);
    rmSync(root, { recursive: true, force: true });
  };
  return { primary, replicas: standbys, stop };
}

export class FlakyProxy {
  static async start(target: number) {
    const pairs = new Set<[Socket, Socket]>();
    let frozen = false;
    const server = createServer((a) => {
      const b = connect(target, '127.0.0.1');
      const pair: [Socket, Socket] = [a, b];
      pairs.add(pair);
      const wire = (x: Socket, y: Socket) => {
        x.on('data', (d) => {
          if (!frozen) y.write(d);
        });
        x.on('error', () => undefined);
        x.on('close', () => {
          if (!frozen) y.destroy();
        });
      };
      wire(a, b);
      wire(b, a);
    });
    await new Promise<void>((r) => server.listen(0, '127.0.0.1', r));
    const { port } = server.address() as { port: number };
    const cut = () => {
      for (const [a, b] of pairs) {
        a.destroy();
        b.destroy();
      }
      pairs.clear();
    };
    return {
      port,
      freeze: () => {
        frozen = true;
      },
      thaw: () => {
        cut();
        frozen = false;
      },
      close: async () => {
        cut();
        server.close();
      },
    };
  }
}
