import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { JobEvent } from '@rowhouse/jobs';
import type { Messaging } from '@rowhouse/messaging';
import { MESSAGING } from '../platform/tokens.js';
import type { EventStream } from './event-stream.js';

interface Listener {
  stream: EventStream;
  wants: (event: JobEvent) => boolean;
  /** What was sent last, by job. */
  sent: Map<string, string>;
}

/** Jobs whose last progress is remembered per stream, so that it is not sent again. */
const rememberedJobs = 200;

/** How far running jobs are, as workers tell the bus once a second. It is in no log: what is missed is outdated. */
@Injectable()
export class ProgressFeed implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #listeners = new Set<Listener>();
  #unsubscribe: (() => Promise<void>) | null = null;

  constructor(@Inject(MESSAGING) private readonly messaging: Messaging) {}

  async onApplicationBootstrap(): Promise<void> {
    this.#unsubscribe = await this.messaging.events.subscribe('job.progress', (_topic, event) =>
      this.#tell(event as JobEvent),
    );
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.#unsubscribe?.();
  }

  /** Until the stream closes. A reader who is behind misses progress, never events. */
  attach(stream: EventStream, wants: (event: JobEvent) => boolean): void {
    if (stream.closed.aborted) return;
    const listener = { stream, wants, sent: new Map<string, string>() };
    this.#listeners.add(listener);
    stream.closed.addEventListener('abort', () => this.#listeners.delete(listener), { once: true });
  }

  #tell(event: JobEvent): void {
    for (const { stream, wants, sent } of this.#listeners) {
      if (!wants(event)) continue;
      const { jobId, kind, subject, attempt, progress } = event;
      const data = JSON.stringify({ jobId, kind, subject, attempt, progress });
      if (sent.get(jobId) === data) continue;
      sent.delete(jobId);
      sent.set(jobId, data);
      const [oldest] = sent.keys();
      if (sent.size > rememberedJobs && oldest !== undefined) sent.delete(oldest);
      const timestamp = new Date().toISOString();
      stream.offer(
        `event: job.progress\ndata: {"type":"job.progress","timestamp":"${timestamp}","data":${data}}\n\n`,
      );
    }
  }
}
