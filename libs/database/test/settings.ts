import { setTimeout as wait } from 'node:timers/promises';
import type { DatabaseSettings } from '../src/settings.js';

interface Servers {
  primary: { url: string };
  replicas: readonly { url: string }[];
}

export function settingsFor(
  { primary, replicas }: Servers,
  more: Partial<DatabaseSettings> = {},
): DatabaseSettings {
  return {
    url: primary.url,
    replicaUrls: replicas.map(({ url }) => url),
    poolSize: 8,
    maxReplicaLagMs: 5_000,
    primaryReadLimit: 32,
    applicationName: 'rowhouse-test',
    timing: { probeIntervalMs: 100 },
    ...more,
  };
}

/** Waits for a condition; fails after 20 seconds. */
export async function eventually(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`Not within 20 s: ${condition}`);
    await wait(20);
  }
}
