import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** A page of the browser app. */
export interface Page {
  /** Holds `index.html` and `assets/`, whose file names change with their content. */
  folder: string;
  contentSecurityPolicy: string;
}

/** Serves a page at a path such as `/` or `/admin`; its assets for ever, the page itself only after asking again. */
export async function servePage(app: NestFastifyApplication, path: string, page: Page): Promise<void> {
  const html = await readFile(join(page.folder, 'index.html'));
  const etag = `"${createHash('sha256').update(html).digest('hex').slice(0, 32)}"`;
  const headers = {
    'cache-control': 'no-cache',
    'content-security-policy': page.contentSecurityPolicy,
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    etag,
  };
  const send = (request: FastifyRequest, reply: FastifyReply) => {
    reply.headers(headers);
    if (request.headers['if-none-match'] === etag) return reply.status(304).send();
    return reply.type('text/html; charset=utf-8').send(html);
  };
  const base = path.replace(/\/$/, '');
  const fastify = app.getHttpAdapter().getInstance();
  for (const url of base === '' ? ['/'] : [base, `${base}/`]) fastify.get(url, send);
  await app.register(fastifyStatic, {
    root: join(page.folder, 'assets'),
    prefix: `${base}/assets/`,
    index: false,
    immutable: true,
    maxAge: '365d',
    setHeaders: (reply) => void reply.header('x-content-type-options', 'nosniff'),
  });
}
