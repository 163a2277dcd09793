import { type Database, Leadership, type LeadershipTiming, Wakeup } from '@rowhouse/database';
import { type DeliveryQueue, type DueDelivery, logTopic, messageIdOf } from '@rowhouse/events';
import type { EventBus } from '@rowhouse/messaging';
import type { Logger } from '@rowhouse/telemetry';
import type { AddressGuard } from './address-guard.js';
import { retryWaitMs } from './retry-wait.js';
import { sendWebhook, type WebhookAnswer } from './send-webhook.js';
import type { WebhookMetrics } from './webhook-metrics.js';

export interface WebhookDelivererOptions {
  guard: AddressGuard;
  events: EventBus;
  log: Pick<Logger, 'info' | 'warn'>;
  metrics?: WebhookMetrics;
  /** Of one attempt. */
  timeoutMs: number;
  /** Requests at once, each to another webhook. */
  concurrency: number;
  maxAttempts: number;
  /** The first wait between two attempts; the others follow from it. */
  retryMs: number;
  /** A webhook that has failed for so long is switched off. */
  disableDays: number;
  /** For so long the log of deliveries is kept. */
  logDays: number;
  leadership?: LeadershipTiming;
}

const pollMs = 1_000;
const tidyUpMs = 60_000;

/**
 * Delivers events to webhooks. Start one in as many processes as you like: one leads. A delivery is done when its
 * success has been stored; a process that dies before leaves it to the next, so a receiver may hear an event twice.
 */
export class WebhookDeliverer {
  readonly #leadership: Leadership;
  readonly #wakeup = new Wakeup();
  readonly #sending = new Map<string, Promise<void>>();
  #stop: AbortController | null = null;
  #running: Promise<void> = Promise.resolve();
  #unsubscribe: (() => Promise<void>) | null = null;

  constructor(
    database: Database,
    private readonly queue: DeliveryQueue,
    private readonly options: WebhookDelivererOptions,
  ) {
    this.#leadership = new Leadership(database, 'rowhouse:webhooks', options.log, options.leadership);
  }

  get leading(): boolean {
    return this.#leadership.leading;
  }

  async start(): Promise<void> {
    if (this.#stop) return;
    this.#stop = new AbortController();
    this.#running = this.#leadership.keep((signal) => this.#lead(signal), this.#stop.signal);
    const wake = () => this.#wakeup.call();
    this.#unsubscribe = await this.options.events.subscribe(logTopic, wake, wake);
  }

  /** Requests under way are broken off; their deliveries come again. */
  async stop(): Promise<void> {
    this.#stop?.abort();
    await this.#unsubscribe?.();
    this.#unsubscribe = null;
    await this.#running;
    this.#stop = null;
  }

  async #lead(signal: AbortSignal): Promise<void> {
    let tidyUpAt = performance.now();
    while (!signal.aborted) {
      try {
        while (!signal.aborted && (await this.queue.fanOut()));
        await this.#sendDue(signal);
        if (performance.now() >= tidyUpAt) {
          await this.#tidyUp();
          tidyUpAt = performance.now() + tidyUpMs;
        }
      } catch (err) {
        this.options.log.warn({ err }, 'Webhooks could not be looked after; trying again.');
      }
      await this.#wakeup.wait(pollMs, signal);
    }
    await Promise.all(this.#sending.values());
  }

  async #sendDue(signal: AbortSignal): Promise<void> {
    const free = this.options.concurrency - this.#sending.size;
    if (free <= 0) return;
    for (const delivery of await this.queue.due([...this.#sending.keys()], free)) {
      const sending = this.#send(delivery, signal).finally(() => {
        this.#sending.delete(delivery.webhookId);
        this.#wakeup.call();
      });
      this.#sending.set(delivery.webhookId, sending);
    }
  }

  async #send(delivery: DueDelivery, signal: AbortSignal): Promise<void> {
    const { guard, timeoutMs, metrics, log } = this.options;
    const message = { ...delivery, id: messageIdOf(delivery) };
    const start = performance.now();
    const at = new Date().toISOString();
    const answer = await sendWebhook(message, guard, timeoutMs, signal);
    if (signal.aborted && answer.status === null) return;
    const durationMs = Math.round(performance.now() - start);
    metrics?.attempted(answer.error === null ? 'delivered' : 'failed', durationMs / 1000);
    try {
      await this.#settle(delivery, answer, {
        at,
        status: answer.status,
        durationMs,
        error: answer.error?.slice(0, 500) ?? null,
      });
    } catch (err) {
      log.warn(
        { err, webhook: delivery.webhookId },
        'The end of a delivery could not be stored; it comes again.',
      );
      await new Wakeup().wait(pollMs, signal);
    }
  }

  async #settle(
    delivery: DueDelivery,
    answer: WebhookAnswer,
    attempt: DueDelivery['attempts'][number],
  ): Promise<void> {
    if (answer.error === null) return this.queue.succeeded(delivery, attempt);
    const { maxAttempts, retryMs } = this.options;
    const tried = delivery.attempt + 1;
    const over = tried >= maxAttempts || answer.status === 410;
    const wait = over ? null : retryWaitMs(tried, retryMs, answer.retryAfterMs);
    await this.queue.failed(delivery, attempt, wait);
    if (answer.status !== 410) return;
    await this.queue.disable(delivery.webhookId, 'The receiver answered 410: it is gone.');
    this.#disabled(delivery.webhookId, '410');
  }

  async #tidyUp(): Promise<void> {
    const { disableDays, logDays } = this.options;
    for (const { id, reason } of await this.queue.tidyUp(disableDays, logDays)) this.#disabled(id, reason);
  }

  #disabled(webhook: string, reason: string): void {
    this.options.metrics?.disabled();
    this.options.log.info({ webhook, reason }, 'A webhook was switched off.');
  }
}
