import type { FastifyInstance } from 'fastify';

/** Knows which methods each path takes, so that a wrong method gets a better answer than "not found". */
export class Routes {
  readonly #methods = new Map<string, { path: RegExp; methods: Set<string> }>();

  /** Must come before the routes themselves. */
  watch(fastify: FastifyInstance): void {
    fastify.addHook('onRoute', ({ url, method }) => {
      const known = this.#methods.get(url) ?? { path: pathPattern(url), methods: new Set() };
      // OPTIONS is everywhere, for the preflights of browsers.
      for (const name of [method].flat()) if (name !== 'OPTIONS') known.methods.add(name);
      this.#methods.set(url, known);
    });
  }

  /** Every route, as `GET /api/datasets/:namespace/:name`. */
  list(): string[] {
    return [...this.#methods].flatMap(([url, { methods }]) =>
      [...methods].map((method) => `${method} ${url}`),
    );
  }

  /** The methods of a path; empty when there is nothing at it. */
  allowed(url: string): string[] {
    const path = url.split('?', 1)[0] as string;
    const found = [...this.#methods.values()].filter((route) => route.path.test(path));
    return [...new Set(found.flatMap(({ methods }) => [...methods]))].sort();
  }
}

function pathPattern(url: string): RegExp {
  const parts = url.split('/').map((part) => {
    if (part === '*') return '.*';
    return part.startsWith(':') ? '[^/]+' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${parts.join('/')}$`);
}
