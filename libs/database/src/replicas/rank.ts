import type { WalPosition } from '../consistency-token.js';

/** What the choice of a replica looks at. */
export interface Candidate {
  readonly up: boolean;
  /** Milliseconds behind the primary at the last look; null when not known. */
  readonly lagMs: number | null;
  /** Replayed WAL position at the last look. */
  readonly replayed: WalPosition | null;
  /** Reads it serves right now. */
  readonly inFlight: number;
}

export interface ReadRule {
  maxLagMs: number;
  /** The reader must see everything up to here. */
  position?: WalPosition;
  /** Counts reads, so that equally busy replicas take turns. */
  turn: number;
}

/** A replica further behind will not catch up within the few milliseconds that a read with a token waits. */
const nearlyCaughtUpMs = 1_000;

/**
 * The replicas worth trying for a read, best first. Without a position: every healthy one within the allowed lag,
 * least busy first. With one: those known to have replayed it, then those that may have by now.
 */
export function rank<C extends Candidate>(replicas: readonly C[], rule: ReadRule): C[] {
  const { maxLagMs, position, turn } = rule;
  const known = (replica: C) =>
    position === undefined || (replica.replayed !== null && replica.replayed >= position);
  const allowedLag = position === undefined ? maxLagMs : Math.min(maxLagMs, nearlyCaughtUpMs);
  const start = replicas.length === 0 ? 0 : turn % replicas.length;
  return [...replicas.slice(start), ...replicas.slice(0, start)]
    .filter((replica) => replica.up && replica.lagMs !== null)
    .filter((replica) => (replica.lagMs ?? Infinity) <= (known(replica) ? maxLagMs : allowedLag))
    .sort((a, b) => Number(known(b)) - Number(known(a)) || a.inFlight - b.inFlight);
}
