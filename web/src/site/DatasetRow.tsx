import type { DatasetItem, DatasetSizes, RevisionItem } from '@rowhouse/contract';
import { useJson } from '../net/use-json.js';
import { bytes, counted } from '../text/numbers.js';
import { Age } from '../ui/Age.js';
import { Lock } from '../ui/Lock.js';
import { StatePill } from '../ui/Pill.js';
import { PageLink } from './PageLink.js';

/** One dataset of the list with its rows, size and state; those come in a moment later. */
export function DatasetRow({ dataset, version }: { dataset: DatasetItem; version: number }) {
  const { id, headSha, sha, lastModified, description } = dataset;
  const revisions = useJson<RevisionItem[]>(
    headSha ? `/api/datasets/${id}/revisions?limit=1` : null,
    version,
  );
  const state = headSha === null ? 'empty' : revisions.data?.[0]?.state;
  const known = sha !== null && state !== undefined && (state !== 'processing' || sha !== headSha);
  const size = useJson<DatasetSizes>(known ? `/size?${new URLSearchParams({ dataset: id })}` : null, version);
  const totals = size.data?.size.dataset;
  return (
    <li>
      <div className="entry-line">
        <strong>
          <PageLink search={`?${new URLSearchParams({ dataset: id })}`}>{id}</PageLink>
          {dataset.private ? <Lock /> : null}
        </strong>
        {state === undefined ? null : <StatePill state={state} />}
      </div>
      {description === '' ? null : <p className="break">{description}</p>}
      <p className="small soft">
        {totals ? `${counted(totals.num_rows, 'row')} · ${bytes(totals.num_bytes_original_files)} · ` : ''}
        changed <Age time={lastModified} />
      </p>
    </li>
  );
}
