import type { JobDetail, Overview } from '@rowhouse/contract';
import { useEffect, useRef } from 'react';
import { goTo, useQuery, withQuery } from '../net/location.js';
import { useJson } from '../net/use-json.js';
import { ErrorNote } from '../ui/ErrorNote.js';
import { JobFacts } from './JobFacts.js';
import { JobLog } from './JobLog.js';
import type { JobActions } from './use-job-actions.js';

/** One job in a dialog, open while the URL names it (`?job=…`); follows the job until it ends. */
export function JobPanel({ overview, actions }: { overview: Overview | null; actions: JobActions }) {
  const query = useQuery();
  const id = query.get('job');
  const { data, error } = useJson<JobDetail>(
    id === null ? null : `/admin/jobs/${encodeURIComponent(id)}`,
    `${overview?.at} ${actions.version}`,
  );
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (id !== null && !dialog.current?.open) dialog.current?.showModal();
    if (id === null) dialog.current?.close();
  }, [id]);
  const close = () => goTo(withQuery(query, { job: null }));
  return (
    <dialog ref={dialog} className="job-panel" aria-label="Job" onClose={close}>
      <header>
        <h2 className="break">{data === null ? 'Job' : `${data.kind} ${data.subject ?? ''}`}</h2>
        <button type="button" onClick={close}>
          Close
        </button>
      </header>
      {error === null ? null : <ErrorNote error={error} />}
      {data === null ? null : <JobFacts job={data} actions={actions} />}
      {data === null ? null : <JobLog job={data} version={overview?.at} />}
    </dialog>
  );
}
