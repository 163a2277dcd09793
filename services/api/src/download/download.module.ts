import { Module } from '@nestjs/common';
import { ResolveController } from './resolve.controller.js';

/** Files' way out. */
@Module({ controllers: [ResolveController] })
export class DownloadModule {}
