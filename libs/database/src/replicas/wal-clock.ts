import type { WalPosition } from '../consistency-token.js';

interface Reading {
  position: WalPosition;
  /** The last time at which the primary was still at this position, in the process's own milliseconds. */
  at: number;
}

const keptReadings = 1_200;

/**
 * Remembers when the primary was at which WAL position, to tell a replica's lag in time. Postgres' own
 * `now() - pg_last_xact_replay_timestamp()` grows while the primary is merely idle and needs equal clocks; this
 * needs neither.
 */
export class WalClock {
  readonly #readings: Reading[] = [];

  /** `at` is the time before the question was sent: everything committed until then lies before `position`. */
  record(position: WalPosition, at: number): void {
    const newest = this.#readings.at(-1);
    if (newest && position <= newest.position) {
      if (position === newest.position) newest.at = at;
      // A lower position: the primary was replaced, its log begins anew.
      else this.#readings.splice(0, Infinity, { position, at });
      return;
    }
    this.#readings.push({ position, at });
    if (this.#readings.length > keptReadings) this.#readings.shift();
  }

  /**
   * How far behind the primary a replica is that has replayed `position`, in milliseconds; 0 when it has all that
   * is known of. Null when the replica stands before the first reading, so that nothing can be said.
   */
  lagOf(position: WalPosition, now: number): number | null {
    const passed = this.#readings.findLastIndex((reading) => reading.position <= position);
    if (passed === this.#readings.length - 1) return passed < 0 ? null : 0;
    const reading = this.#readings[passed];
    return reading === undefined ? null : Math.max(0, now - reading.at);
  }
}
