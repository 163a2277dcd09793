import { createServer, type Server } from 'node:net';

/**
 * Ports of loopback that nobody listens on now: all different, and none of them the front door's, which is not yet open
 * when they are taken.
 * @throws when somebody listens on the front door's port, with what to do about it
 */
export async function choosePorts(frontDoor: number, count: number): Promise<number[]> {
  const held: Server[] = [];
  try {
    held.push(await hold(frontDoor));
    for (let chosen = 0; chosen < count; chosen++) held.push(await hold(0));
    return held.slice(1).map(portOf);
  } finally {
    await Promise.all(held.map((server) => new Promise((resolve) => server.close(resolve))));
  }
}

function hold(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(
              `Port ${port} is in use. Stop what listens there, or start with ROWHOUSE_PORT=<another port>.`,
            )
          : error,
      ),
    );
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the system gave no port');
  return address.port;
}
