import 'reflect-metadata';
import { type DynamicModule, RequestMethod, type Type } from '@nestjs/common';
import { parseSettings } from '@rowhouse/config';
import { adminOperations } from '@rowhouse/contract';
import { createLogger } from '@rowhouse/telemetry';
import { AdminModule } from './admin.module.js';
import { adminSettings } from './settings.js';

type Controller = { prototype: Record<string, object> } & Type;

/** Probes and Prometheus, hidden or asked without this document. */
const undocumented = /^GET \/admin\/(healthcheck|readiness|metrics)$|^GET \/(healthcheck|readiness|metrics)$/;

function controllersOf(module: Type | DynamicModule): Controller[] {
  const dynamic = 'module' in module ? module : null;
  const type = dynamic?.module ?? (module as Type);
  const listed = (key: 'imports' | 'controllers') => [
    ...((Reflect.getMetadata(key, type) as unknown[] | undefined) ?? []),
    ...((dynamic?.[key] as unknown[] | undefined) ?? []),
  ];
  return [
    ...(listed('controllers') as Controller[]),
    ...(listed('imports') as (Type | DynamicModule)[]).flatMap(controllersOf),
  ];
}

/** All routes of a controller, as `GET /admin/jobs/{id}`. */
function routesOf(controller: Controller): string[] {
  const paths = (of: object) => [Reflect.getMetadata('path', of) as string | string[]].flat();
  return Object.getOwnPropertyNames(controller.prototype)
    .map((name) => controller.prototype[name] as object)
    .filter((handler) => Reflect.getMetadata('method', handler) !== undefined)
    .flatMap((handler) =>
      paths(handler).map((path) => {
        const parts = [...paths(controller), path].flatMap((each) => each.split('/')).filter(Boolean);
        const method = RequestMethod[Reflect.getMetadata('method', handler) as number];
        return `${method} /${parts.join('/').replaceAll(/:(\w+)/g, '{$1}')}`;
      }),
    );
}

describe('the documentation of the admin service', () => {
  it('names every route, and no other', () => {
    const settings = parseSettings(adminSettings, {
      DATABASE_URL: 'postgres://localhost/none',
      BLOB_URL: 'file:///none',
      AUTH_MODE: 'none',
    });
    const module = AdminModule.with(settings, createLogger({ service: 'admin', level: 'silent' }));
    const routes = [...new Set(controllersOf(module))].flatMap(routesOf);
    const described = adminOperations.map(({ method, path }) => `${method.toUpperCase()} ${path}`);
    expect(routes.filter((route) => !undocumented.test(route)).sort()).toEqual(described.sort());
  });
});
