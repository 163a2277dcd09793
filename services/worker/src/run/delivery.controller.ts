import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { type Delivery, JobDelivery } from '@rowhouse/messaging';
import { JobRunner } from './job-runner.js';

/** Where messages of the pool's queue arrive. */
@Controller()
export class DeliveryController {
  constructor(private readonly runner: JobRunner) {}

  @JobDelivery()
  deliver(@Payload() delivery: Delivery): Promise<void> {
    return this.runner.handle(delivery);
  }
}
