import { BadRequestException, NotFoundException } from '@nestjs/common';
import { errors } from '@rowhouse/contract';
import { fastify } from 'fastify';
import { Routes } from './routes.js';
import { toRowhouseError } from './to-rowhouse-error.js';

describe('toRowhouseError', () => {
  const routes = new Routes();
  const app = fastify();
  routes.watch(app);
  app.get('/rows', () => '');
  const translate = (error: unknown, url = '/rows') =>
    toRowhouseError(error, { method: 'POST', url }, routes);

  it('keeps what is in the catalogue', () => {
    const error = errors.NoFilesUploaded();
    expect(translate(error)).toBe(error);
  });

  it('tells a wrong method from a wrong path', () => {
    expect(translate(new NotFoundException())).toMatchObject({
      code: 'MethodNotAllowed',
      status: 405,
      message: 'POST is not allowed here; use GET, HEAD.',
    });
    expect(translate(new NotFoundException(), '/row?dataset=x')).toMatchObject({
      code: 'RouteNotFound',
      status: 404,
      message: 'There is nothing at POST /row.',
    });
  });

  it('translates what the framework refuses', () => {
    expect(translate(new BadRequestException('bad'))).toMatchObject({
      code: 'MalformedRequest',
      status: 400,
    });
    const tooLong = Object.assign(new Error(), { code: 'FST_ERR_MAX_PARAM_LENGTH', statusCode: 414 });
    expect(translate(tooLong)).toMatchObject({ code: 'UriTooLong', status: 414 });
  });

  it('hides what it does not know', () => {
    const cause = new Error('password=hunter2');
    const error = translate(cause);
    expect(error).toMatchObject({ code: 'UnexpectedApiError', status: 500, cause });
    expect(JSON.stringify(error)).toBe('{"error":"Unexpected error.","code":"UnexpectedApiError"}');
    expect(translate(undefined)).toMatchObject({ code: 'UnexpectedApiError' });
  });
});
