import { type DynamicModule, Module } from '@nestjs/common';
import { type Logger, Metrics } from '@rowhouse/telemetry';
import type { AdminSettings } from '../settings.js';

/** Injects the settings of this process. */
export const SETTINGS = Symbol('settings');

/** Injects the log of this process. */
export const LOG = Symbol('log');

/** What everything else stands on: settings, log, metrics. */
@Module({})
export class ProcessModule {
  static with(settings: AdminSettings, log: Logger): DynamicModule {
    return {
      module: ProcessModule,
      global: true,
      providers: [
        { provide: SETTINGS, useValue: settings },
        { provide: LOG, useValue: log },
        { provide: Metrics, useFactory: () => new Metrics({ service: 'admin' }) },
      ],
      exports: [SETTINGS, LOG, Metrics],
    };
  }
}
