import type { RevisionDetailAnswer } from '@rowhouse/contract';
import { counted, percent } from '../text/numbers.js';

/** Most notes that are shown; a dataset of many configs may have hundreds. */
const mostNotes = 10;

/** What is being computed for a revision, why what failed failed, and what is to be known of what was read. */
export function Processing({ revision }: { revision: RevisionDetailAnswer }) {
  const failed = revision.steps.filter(({ state, error }) => state === 'failed' && error !== null);
  const reasons = new Map(failed.map(({ error }) => [`${error?.code} ${error?.error}`, error]));
  const running = revision.steps.filter(({ state }) => state === 'running').map(({ step }) => step);
  const notes = [...new Set(revision.steps.flatMap((step) => step.notes))];
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
      {notes.slice(0, mostNotes).map((note) => (
        <p key={note} className="small break">
          {note}
        </p>
      ))}
      {notes.length > mostNotes ? (
        <p className="small soft">and {counted(notes.length - mostNotes, 'more note')}.</p>
      ) : null}
    </>
  );
}
