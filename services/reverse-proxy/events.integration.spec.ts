import { jest } from '@jest/globals';
import { FrontDoor, startUpstream } from './front-door.js';

jest.setTimeout(60_000);

describe('event streams through the front door', () => {
  it.each(['/api/events?dataset=a/b', '/api/jobs/7/events', '/sse/hub-cache'])(
    '%s: as they come, and an empty one while the api is away',
    async (path) => {
      let end = () => {};
      const upstream = await startUpstream((_request, response) => {
        response.writeHead(200, { 'Content-Type': 'text/event-stream' });
        response.write('event: state\ndata: {}\n\n');
        end = () => response.end();
      });
      const door = await FrontDoor.start({ API_UPSTREAM: upstream.address });
      try {
        const first = await new Promise<string>((resolve, reject) => {
          const request = door.open(path);
          request.on('error', reject).on('response', (response) => {
            // The stream is still open when its first event arrives.
            response.once('data', (chunk) => resolve(String(chunk)));
          });
          request.end();
        });
        expect(first).toBe('event: state\ndata: {}\n\n');
        end();
        await upstream.close();
        const { status, headers, body } = await door.send(path);
        expect([status, headers['content-type'], body]).toEqual([
          200,
          'text/event-stream',
          'retry: 3000\n\n',
        ]);
        expect(headers).toMatchObject({
          'cache-control': 'no-store',
          'access-control-allow-origin': '*',
          'x-content-type-options': 'nosniff',
        });
        expect((await door.send('/api/jobs/7')).status).toBe(502);
      } finally {
        await door.stop();
        await upstream.close().catch(() => undefined);
      }
    },
  );
});
