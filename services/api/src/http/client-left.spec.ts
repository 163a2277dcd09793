import { once } from 'node:events';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import fastify, { type FastifyInstance } from 'fastify';
import { ClientLeft, clientLeft } from './client-left.js';

describe('a client that leaves', () => {
  let server: FastifyInstance;
  let began: PromiseWithResolvers<AbortSignal>;
  let port: number;
  beforeEach(async () => {
    began = Promise.withResolvers();
    server = fastify();
    server.get('/quick', async (_request, reply) => {
      began.resolve(clientLeft(reply));
      return 'done';
    });
    server.get('/slow', (_request, reply) => {
      began.resolve(clientLeft(reply));
    });
    await server.listen({ port: 0, host: '127.0.0.1' });
    port = (server.server.address() as AddressInfo).port;
  });
  afterEach(() => server.close());

  it('ends the work for it', async () => {
    const asking = request({ port, path: '/slow' }).end();
    asking.on('error', () => undefined);
    const left = await began.promise;
    expect(left.aborted).toBe(false);
    asking.destroy();
    await once(left, 'abort');
    expect(left.reason).toBeInstanceOf(ClientLeft);
  });

  it('is not one that got its answer', async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/quick`);
    expect(await answer.text()).toBe('done');
    const left = await began.promise;
    await server.close();
    expect(left.aborted).toBe(false);
  });
});
