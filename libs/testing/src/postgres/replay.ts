import { waitFor } from '../wait-for.js';
import { queryOnce } from './query-once.js';

/**
 * Holds a replica back: it receives WAL but does not apply it, until `resumeReplay`.
 * This stops the whole server, for every database: use a `startReplica()` of your own, or specs that run
 * beside yours will wait for changes that never come.
 */
export async function pauseReplay(replicaUrl: string): Promise<void> {
  await queryOnce(replicaUrl, 'SELECT pg_wal_replay_pause()');
  await waitFor(
    async () => {
      const [row] = await queryOnce<{ state: string }>(
        replicaUrl,
        'SELECT pg_get_wal_replay_pause_state() AS state',
      );
      return row?.state === 'paused';
    },
    { what: 'the replica to pause its replay' },
  );
}

export async function resumeReplay(replicaUrl: string): Promise<void> {
  await queryOnce(replicaUrl, 'SELECT pg_wal_replay_resume()');
}

/** Waits until the replica has applied all that the primary has written so far. */
export async function replayed(primaryUrl: string, replicaUrl: string): Promise<void> {
  const [row] = await queryOnce<{ position: string }>(
    primaryUrl,
    'SELECT pg_current_wal_insert_lsn()::text AS position',
  );
  await waitFor(
    async () => {
      const [replica] = await queryOnce<{ reached: boolean }>(
        replicaUrl,
        'SELECT pg_last_wal_replay_lsn() >= $1::pg_lsn AS reached',
        [row?.position],
      );
      return replica?.reached;
    },
    { what: 'the replica to catch up with the primary', deadlineMs: 30_000 },
  );
}
