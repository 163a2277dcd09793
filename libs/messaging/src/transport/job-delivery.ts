import { EventPattern } from '@nestjs/microservices';
import type { Delivery } from '../ports/job-queue.js';

/** Tells this transport's handlers from those of other transports in the same process. */
export const JOB_TRANSPORT = Symbol('rowhouse.jobs');
export const JOB_PATTERN = 'rowhouse.job';

type JobHandler = (delivery: Delivery, ...rest: never[]) => Promise<void>;

/**
 * Marks the one controller method of a worker that takes job messages. The message is removed when the method
 * resolves and delivered again when it rejects.
 */
export function JobDelivery() {
  const mark: MethodDecorator = EventPattern<string>(JOB_PATTERN, JOB_TRANSPORT);
  return <Handler extends JobHandler>(
    target: object,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<Handler>,
  ): void => {
    mark(target, key, descriptor);
  };
}
