import { fastify } from 'fastify';
import { Routes } from './routes.js';

describe('Routes', () => {
  const routes = new Routes();
  const app = fastify();
  routes.watch(app);
  for (const method of ['GET', 'PUT'])
    app.route({ method, url: '/api/datasets/:ns/:name', handler: () => '' });
  app.route({ method: 'POST', url: '/api/datasets/:ns/:name/upload', handler: () => '' });
  app.route({ method: 'GET', url: '/datasets/:ns/:name/resolve/:rev/*', handler: () => '' });

  it.each([
    ['/api/datasets/a/b?x=1', ['GET', 'HEAD', 'PUT']],
    ['/api/datasets/a/b/upload', ['POST']],
    ['/datasets/a/b/resolve/main/en/train.csv', ['GET', 'HEAD']],
    ['/api/datasets/a', []],
    ['/nothing', []],
  ])('%s takes %j', (url, methods) => {
    expect(routes.allowed(url)).toEqual(methods);
  });
});
