import { Module } from '@nestjs/common';
import { OverviewModule } from '../overview/overview.module.js';
import { HouseGauges } from './house-gauges.js';
import { MetricsController } from './metrics.controller.js';

@Module({ imports: [OverviewModule], controllers: [MetricsController], providers: [HouseGauges] })
export class MetricsModule {}
