import type { EventBus } from '@rowhouse/messaging';
import type { Logger } from '@rowhouse/telemetry';
import type { JobProgress, JobSummary } from '../life/job.js';
import { eventOf } from '../life/job-event.js';

/** Tells the event bus what happened to a job, after the commit. Never fails and never delays a transition. */
export class JobAnnouncer {
  constructor(
    private readonly events: Pick<EventBus, 'publish'> | undefined,
    private readonly log: Pick<Logger, 'warn'> | undefined,
  ) {}

  changed(job: JobSummary): void {
    this.#publish(`job.${job.state}`, eventOf(job), job.id);
  }

  progressed(job: JobSummary, progress: JobProgress): void {
    this.#publish('job.progress', eventOf({ ...job, state: 'running', progress }), job.id);
  }

  /** A running job was asked to stop; its worker may act on this before its next heartbeat. */
  cancelling(job: JobSummary): void {
    this.#publish('job.cancelling', eventOf(job), job.id);
  }

  #publish(topic: string, event: object, jobId: string): void {
    if (!this.events) return;
    this.events.publish(topic, event).catch((err: unknown) => {
      this.log?.warn({ err, topic, jobId }, 'A job event could not be published; watchers see the next one.');
    });
  }
}
