import { positionOf } from '../consistency-token.js';
import type { Probe } from '../probe.js';
import type { DatabaseLog } from '../settings.js';
import type { Replica } from './replica.js';
import type { WalClock } from './wal-clock.js';

/** The primary's answer to the question for its WAL position. */
export interface PrimaryPosition {
  position: string;
}

/** Standbys receive what is flushed, so lag is measured against the flushed position. */
export const primaryPosition = 'SELECT pg_current_wal_flush_lsn()::text AS position';

/** Looks at the primary's position and at every replica, over and over and whenever a read met trouble. */
export class ReplicaMonitor {
  readonly #looks = new Map<Replica, Promise<void>>();
  #stopped = false;

  constructor(
    private readonly primary: Probe<PrimaryPosition>,
    private readonly clock: WalClock,
    private readonly intervalMs: number,
    private readonly log: DatabaseLog | undefined,
  ) {}

  /** Resolves after the first look at each replica, whatever it showed. */
  async start(replicas: readonly Replica[]): Promise<void> {
    await this.#askPrimary();
    await Promise.all(replicas.map((replica) => this.look(replica)));
    this.#again(() => this.#askPrimary());
    for (const replica of replicas) this.#again(() => this.look(replica));
  }

  /** One look at a time per replica; a caller who comes meanwhile waits for the running one. */
  look(replica: Replica): Promise<void> {
    const running = this.#looks.get(replica);
    if (running) return running;
    const look = replica.look().finally(() => this.#looks.delete(replica));
    this.#looks.set(replica, look);
    return look;
  }

  stop(): void {
    this.#stopped = true;
    this.primary.close();
  }

  /** A slow server delays only its own next look. */
  #again(look: () => Promise<void>): void {
    const timer = setTimeout(async () => {
      await look();
      if (!this.#stopped) this.#again(look);
    }, this.intervalMs);
    timer.unref();
  }

  /** While the primary is away the lag is told by its last known position, and replicas go on serving. */
  async #askPrimary(): Promise<void> {
    const at = performance.now();
    try {
      const { position } = await this.primary.ask();
      this.clock.record(positionOf(position), at);
    } catch (error) {
      if (!this.#stopped) this.log?.warn({ err: error }, 'the primary did not tell its WAL position');
    }
  }
}
