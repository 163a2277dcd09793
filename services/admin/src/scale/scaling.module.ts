import { Module } from '@nestjs/common';
import { Autoscaler } from './autoscaler.js';
import { ScalingController } from './scaling.controller.js';

@Module({ controllers: [ScalingController], providers: [Autoscaler] })
export class ScalingModule {}
