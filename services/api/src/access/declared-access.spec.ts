import 'reflect-metadata';
import { type DynamicModule, RequestMethod, type Type } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { parseSettings } from '@rowhouse/config';
import { createLogger, Metrics } from '@rowhouse/telemetry';
import { AppModule } from '../app.module.js';
import { Shutdown } from '../platform/shutdown.js';
import { apiSettings } from '../settings.js';
import { AccessDecisions } from './access-decisions.js';
import { declaredRule } from './access-rule.js';

type Controller = { prototype: Record<string, object> } & Type;

/** The controllers of a module and of those that it imports. */
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

describe('every route of the api', () => {
  const settings = parseSettings(apiSettings, {
    DATABASE_URL: 'postgres://localhost/none',
    BLOB_URL: 'file:///none',
  });
  const controllers = controllersOf(
    AppModule.for({
      settings,
      log: createLogger({ service: 'api', level: 'silent' }),
      metrics: new Metrics({ service: 'api', processMetrics: false }),
      shutdown: new Shutdown(),
      decisions: new AccessDecisions(),
    }),
  );
  const handlers = controllers.flatMap((controller) =>
    Object.getOwnPropertyNames(controller.prototype)
      .filter((name) => name !== 'constructor')
      .map((name) => ({ controller, name, handler: controller.prototype[name] as object }))
      .filter(({ handler }) => Reflect.getMetadata('path', handler) !== undefined)
      .map((route) => ({
        ...route,
        label: `${RequestMethod[Reflect.getMetadata('method', route.handler) as number]} ${route.controller.name}.${route.name}`,
      })),
  );

  it('was found', () => {
    expect(handlers.length).toBeGreaterThan(25);
  });

  it.each(handlers)('declares what it needs: $label', ({ controller, handler, label }) => {
    const rule = declaredRule(new Reflector(), handler, controller);
    expect([label, rule]).toEqual([label, expect.any(String)]);
    if (/^(PUT|PATCH|DELETE|POST) /.test(label)) expect(rule).not.toBe('open');
  });
});
