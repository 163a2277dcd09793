import { Module } from '@nestjs/common';
import { DatasetsPart } from './datasets-part.js';
import { OverviewController } from './overview.controller.js';
import { OverviewCache } from './overview-cache.js';
import { OverviewFeed } from './overview-feed.js';
import { OverviewSource } from './overview-source.js';

@Module({
  controllers: [OverviewController],
  providers: [DatasetsPart, OverviewSource, OverviewCache, OverviewFeed],
  exports: [OverviewCache],
})
export class OverviewModule {}
