import type { RevisionDetailAnswer } from '@rowhouse/contract';
import { percent } from '../text/numbers.js';

/** What is being computed for a revision, and why what failed failed. */
export function Processing({ revision }: { revision: RevisionDetailAnswer }) {
  const failed = revision.steps.filter(({ state, error }) => state === 'failed' && error !== null);
  const reasons = new Map(failed.map(({ error }) => [`${error?.code} ${error?.error}`, error]));
  const running = revision.steps.filter(({ state }) => state === 'running').map(({ step }) => step);
  return (
    <>
      {revision.state === 'processing' ? (
        <div className="progress-line">
          <progress value={revision.progress} max={1} aria-label="Processing progress" />
          <span className="small number">
            {percent(revision.progress)}
            {running.length === 0 ? '' : ` · ${[...new Set(running)].join(', ')}`}
          </span>
        </div>
      ) : null}
      {[...reasons].map(([key, error]) => (
        <p key={key} className="break">
          <code className="error-code">{error?.code}</code> {error?.error}
        </p>
      ))}
    </>
  );
}
