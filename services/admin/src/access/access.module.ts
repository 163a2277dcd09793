import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AdminToken, Authenticator, authFailureCounter, TokenStore } from '@rowhouse/auth';
import { Database } from '@rowhouse/database';
import { Metrics } from '@rowhouse/telemetry';
import { SETTINGS } from '../process/process.module.js';
import type { AdminSettings } from '../settings.js';
import { OperatorGuard } from './operator.guard.js';
import { Operators } from './operators.js';
import { SessionController } from './session.controller.js';

const authenticator = {
  provide: Authenticator,
  inject: [Database, SETTINGS, Metrics],
  useFactory: async (database: Database, settings: AdminSettings, metrics: Metrics) => {
    const made = new Authenticator(database, {
      mode: settings.AUTH_MODE,
      adminToken: await AdminToken.load({ text: settings.ADMIN_TOKEN, file: settings.ADMIN_TOKEN_FILE }),
      failed: authFailureCounter(metrics),
    });
    if (settings.AUTH_MODE === 'token') await made.start();
    return made;
  },
};

const tokens = {
  provide: TokenStore,
  inject: [Database],
  useFactory: (database: Database) => new TokenStore(database),
};

/** Who may use the service: operators. */
@Global()
@Module({
  controllers: [SessionController],
  providers: [authenticator, tokens, Operators, { provide: APP_GUARD, useClass: OperatorGuard }],
  exports: [Operators],
})
export class AccessModule {}
