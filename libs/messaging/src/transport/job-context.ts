import { BaseRpcContext } from '@nestjs/microservices';
import type { Delivery } from '../ports/job-queue.js';

/** What `@Ctx()` gives to a handler. */
export class JobContext extends BaseRpcContext<[Delivery]> {
  constructor(delivery: Delivery) {
    super([delivery]);
  }

  get delivery(): Delivery {
    return this.args[0];
  }
}
