import { Module } from '@nestjs/common';
import { NamespaceController } from './namespace.controller.js';
import { TokenController } from './token.controller.js';
import { WhoAmIController } from './who-am-i.controller.js';

/** Who may do what: access tokens and owners of namespaces. */
@Module({ controllers: [TokenController, WhoAmIController, NamespaceController] })
export class TokensModule {}
