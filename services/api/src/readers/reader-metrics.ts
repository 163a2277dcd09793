import type { Metrics } from '@rowhouse/telemetry';

type Outcome = 'succeeded' | 'failed' | 'cancelled' | 'timed_out';

/** How reader processes are used. */
export class ReaderMetrics {
  readonly #pools = new Map<string, () => { running: number; waiting: number }>();
  readonly #wait;
  readonly #run;
  readonly #refused;

  constructor(metrics: Metrics) {
    this.#wait = metrics.histogram({
      name: 'reader_wait_seconds',
      help: 'Time that tasks waited for a reader process.',
      labels: ['pool'],
    });
    this.#run = metrics.histogram({
      name: 'reader_task_seconds',
      help: 'Time that tasks ran in a reader process, by how they ended.',
      labels: ['pool', 'task', 'outcome'],
    });
    this.#refused = metrics.counter({
      name: 'reader_refusals_total',
      help: 'Tasks that were refused because too many waited.',
      labels: ['pool'],
    });
    metrics.gauge({
      name: 'reader_tasks',
      help: 'Tasks that run in a reader process or wait for one.',
      labels: ['pool', 'state'],
      collect: (gauge) => {
        for (const [pool, look] of this.#pools) {
          const { running, waiting } = look();
          gauge.set({ pool, state: 'running' }, running);
          gauge.set({ pool, state: 'waiting' }, waiting);
        }
      },
    });
  }

  watch(pool: string, look: () => { running: number; waiting: number }): void {
    this.#pools.set(pool, look);
  }

  refused(pool: string): void {
    this.#refused.inc({ pool });
  }

  async timeWait<T>(pool: string, wait: () => Promise<T>): Promise<T> {
    const end = this.#wait.startTimer({ pool });
    const result = await wait();
    end();
    return result;
  }

  /** @returns what is told how the task ended; only the first word counts */
  started(pool: string, task: string): (outcome: Outcome) => void {
    const end = this.#run.startTimer({ pool, task });
    let told = false;
    return (outcome) => {
      if (!told) end({ outcome });
      told = true;
    };
  }
}
