import type { DatabaseSettings } from '../src/settings.js';

/** Settings for specs: quick looks at replicas, everything else as in production. */
export function settingsFor(
  url: string,
  replicaUrls: readonly string[] = [],
  more: Partial<DatabaseSettings> = {},
): DatabaseSettings {
  const { timing, ...rest } = more;
  return {
    url,
    replicaUrls,
    poolSize: 8,
    maxReplicaLagMs: 5_000,
    primaryReadLimit: 32,
    applicationName: 'database-spec',
    timing: { probeIntervalMs: 100, ...timing },
    ...rest,
  };
}
