import type { DatasetItem, DatasetSplitNames } from '@rowhouse/contract';
import { useQuery } from '../net/location.js';
import { useJson } from '../net/use-json.js';
import { ErrorNote } from '../ui/ErrorNote.js';
import { StatePill } from '../ui/Pill.js';
import { PageLink } from './PageLink.js';
import { ParquetLinks } from './ParquetLinks.js';
import { Processing } from './Processing.js';
import { RowsCard } from './RowsCard.js';
import { chosenSplit } from './split-choice.js';
import { useRevision } from './use-revision.js';

/** One dataset: its state, its rows, its files. */
export function Explorer({ dataset }: { dataset: string }) {
  const query = useQuery();
  const item = useJson<DatasetItem>(`/api/datasets/${dataset}`);
  const revision = useRevision(dataset, item.data?.headSha ?? null);
  const processed = revision.data?.steps.filter(({ state }) => state === 'succeeded').length ?? 0;
  const ask = new URLSearchParams({ dataset });
  const splits = useJson<DatasetSplitNames>(item.data?.headSha ? `/splits?${ask}` : null, processed);
  const choice = chosenSplit(splits.data?.splits ?? [], query);
  const done = revision.data !== null && revision.data.state !== 'processing';
  return (
    <>
      <div className="dataset-title">
        <p className="small">
          <PageLink search="">All datasets</PageLink>
        </p>
        <h1 className="break">
          {dataset} {revision.data === null ? null : <StatePill state={revision.data.state} />}
        </h1>
        {item.data?.description ? <p>{item.data.description}</p> : null}
      </div>
      {item.error === null ? null : <ErrorNote error={item.error} />}
      {item.data?.headSha === null ? (
        <p className="note">
          This dataset has no files yet. Upload one from <PageLink search="">the first page</PageLink>.
        </p>
      ) : null}
      {revision.data === null ? null : (
        <div className="processing">
          <Processing revision={revision.data} />
        </div>
      )}
      {choice === null ? (
        done && splits.error !== null && <ErrorNote error={splits.error} />
      ) : (
        <>
          <RowsCard splits={splits.data?.splits ?? []} choice={choice} version={processed} quiet={!done} />
          <ParquetLinks dataset={dataset} config={choice.config} version={processed} />
        </>
      )}
    </>
  );
}
