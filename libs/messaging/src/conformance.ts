export {
  type EventBusFixture,
  type EventBusPeer,
  eventBusConformance,
} from './conformance/event-bus-conformance.js';
export { jobQueueConformance } from './conformance/job-queue-conformance.js';
export type { JobQueueFixture, JobQueuePeer } from './conformance/job-queue-fixture.js';
