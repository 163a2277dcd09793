import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

process.once('message', (text: string) => {
  const body = Buffer.from(text, 'base64');
  const headers = { 'Content-Type': 'application/json; charset=utf-8', 'Content-Length': body.length };
  const server = createServer((_request, response) => response.writeHead(200, headers).end(body));
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
});
