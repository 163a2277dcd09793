import type { DatasetItem } from '@rowhouse/contract';
import { useDeferredValue, useState } from 'react';
import { useJson } from '../net/use-json.js';
import { Card, Empty } from '../ui/Card.js';
import { ErrorNote } from '../ui/ErrorNote.js';
import { DatasetRow } from './DatasetRow.js';

const shown = 20;

/** The datasets that changed last, or those that a search finds. */
export function DatasetList({ version }: { version: number }) {
  const [search, setSearch] = useState('');
  const asked = useDeferredValue(search.trim());
  const query = new URLSearchParams({ limit: String(shown), ...(asked === '' ? {} : { search: asked }) });
  const { data, error } = useJson<DatasetItem[]>(`/api/datasets?${query}`, version);
  return (
    <Card
      title="Datasets"
      aside={
        <label className="search">
          <span className="soft small">Search</span>
          <input type="search" value={search} onChange={(event) => setSearch(event.target.value)} />
        </label>
      }
    >
      {error === null ? null : (
        <div className="body">
          <ErrorNote error={error} />
        </div>
      )}
      {data?.length === 0 ? <NoDataset searched={asked !== ''} /> : null}
      <ul className="entries">
        {data?.map((dataset) => (
          <DatasetRow key={dataset.id} dataset={dataset} version={version} />
        ))}
      </ul>
    </Card>
  );
}

function NoDataset({ searched }: { searched: boolean }) {
  return searched ? (
    <Empty title="No dataset fits">The search looks into names, namespaces and descriptions.</Empty>
  ) : (
    <Empty title="No dataset yet">
      Drop a file above, or send one:{' '}
      <code className="break">
        curl -F file=@cars.csv {window.location.origin}/api/datasets/me/cars/upload
      </code>
    </Empty>
  );
}
