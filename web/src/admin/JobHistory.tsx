import type { EndedAttempt } from '@rowhouse/contract';
import { clock } from '../text/times.js';

/** Why earlier attempts ended. */
export function JobHistory({ attempts }: { attempts: readonly EndedAttempt[] }) {
  if (attempts.length === 0) return null;
  return (
    <section className="json" aria-label="Earlier attempts">
      <h3>Earlier attempts</h3>
      <ol>
        {attempts.map((ended) => (
          <li key={`${ended.attempt} ${ended.endedAt}`} className="break">
            {ended.attempt}. <code className="error-code">{ended.code}</code> {ended.message}{' '}
            <span className="small soft">
              {clock(ended.endedAt)}
              {ended.worker === null ? '' : ` on ${ended.worker}`}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
