import type { DatasetItem, DatasetSplitNames } from '@rowhouse/contract';
import { useEffect, useState } from 'react';
import { useQuery } from '../net/location.js';
import { useJson } from '../net/use-json.js';
import { ErrorNote } from '../ui/ErrorNote.js';
import { Lock } from '../ui/Lock.js';
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
  const [settled, setSettled] = useState(false);
  const item = useJson<DatasetItem>(`/api/datasets/${dataset}`, settled);
  const head = item.data?.headSha ?? null;
  const revision = useRevision(dataset, head);
  const steps = revision.data?.steps ?? [];
  const processed = steps.filter(({ state }) => state === 'succeeded').length;
  const done = revision.data !== null && revision.data.state !== 'processing';
  useEffect(() => setSettled(done), [done]);
  // While a first revision is made, only what is there is asked for.
  const earlier = item.data !== null && item.data.sha !== head;
  const has = (name: string) =>
    done || earlier || steps.some(({ step, state }) => step === name && state === 'succeeded');
  const ask = new URLSearchParams({ dataset });
  const splits = useJson<DatasetSplitNames>(has('dataset-split-names') ? `/splits?${ask}` : null, processed);
  const choice = chosenSplit(splits.data?.splits ?? [], query);
  return (
    <>
      <div className="dataset-title">
        <p className="small">
          <PageLink search="">All datasets</PageLink>
        </p>
        <h1 className="break">
          {dataset} {item.data?.private ? <Lock /> : null}{' '}
          {revision.data === null ? null : <StatePill state={revision.data.state} />}
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
      {choice === null || !has('split-parquet') ? (
        done && splits.error !== null && <ErrorNote error={splits.error} />
      ) : (
        <>
          <RowsCard splits={splits.data?.splits ?? []} choice={choice} version={processed} />
          {has('config-parquet') ? (
            <ParquetLinks
              dataset={dataset}
              config={choice.config}
              version={processed}
              needsToken={item.data?.private ?? false}
            />
          ) : null}
        </>
      )}
    </>
  );
}
