import type { Metrics } from '@rowhouse/telemetry';

/** Why a credential was refused: it is no token of ours, is unknown (or revoked, or expired), or not for this use. */
export type AuthFailure = 'malformed' | 'unknown';

/** Counts refused credentials; many of them are a broken client or somebody who tries. */
export function authFailureCounter(metrics: Metrics): (reason: AuthFailure) => void {
  const counter = metrics.counter({
    name: 'auth_failures_total',
    help: 'Requests with a credential that was refused.',
    labels: ['reason'],
  });
  return (reason) => counter.inc({ reason });
}
