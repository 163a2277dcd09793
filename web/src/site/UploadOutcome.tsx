import { useEffect } from 'react';
import { percent } from '../text/numbers.js';
import { ErrorNote } from '../ui/ErrorNote.js';
import { PageLink } from './PageLink.js';
import { Processing } from './Processing.js';
import { useRevision } from './use-revision.js';
import type { UploadState } from './use-upload.js';

/** How far an upload is, and after it the processing. `onChange` is called when that has ended. */
export function UploadOutcome({ state, onChange }: { state: UploadState; onChange: () => void }) {
  if (state.phase === 'idle') return null;
  if (state.phase === 'failed') return <ErrorNote error={state.error} />;
  if (state.phase === 'done')
    return <Done dataset={state.dataset} revision={state.revision} onChange={onChange} />;
  return (
    <div className="progress-line">
      <progress value={state.share} max={1} aria-label="Upload progress" />
      <span className="small number">{state.share >= 1 ? 'storing…' : percent(state.share)}</span>
    </div>
  );
}

function Done({ dataset, revision, onChange }: { dataset: string; revision: string; onChange: () => void }) {
  const { data } = useRevision(dataset, revision);
  const state = data?.state;
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a change of the state is news
  useEffect(() => {
    if (state !== undefined && state !== 'processing') onChange();
  }, [state]);
  return (
    <div className="note" role="status">
      <p>
        {state === 'failed' ? 'Stored, but not all of it could be read: ' : 'Stored. '}
        <PageLink search={`?${new URLSearchParams({ dataset })}`}>Open {dataset}</PageLink>
      </p>
      {data === null ? null : <Processing revision={data} />}
    </div>
  );
}
