import type { DatasetSummary, DatasetsOverview } from '@rowhouse/contract';
import { bytes, counted } from '../text/numbers.js';
import { Age } from '../ui/Age.js';
import { Card, Empty } from '../ui/Card.js';
import { StatePill } from '../ui/Pill.js';

/** The datasets that changed last. */
export function Datasets({ datasets }: { datasets: DatasetsOverview }) {
  return (
    <Card title="Datasets" aside={<span className="soft small">{counted(datasets.total, 'dataset')}</span>}>
      {datasets.latest.length === 0 ? (
        <Empty title="No dataset yet">
          Drop a CSV, JSON or Parquet file on <a href="/">the first page</a>, or{' '}
          <code className="break">curl -F file=@cars.csv …/api/datasets/me/cars/upload</code>
        </Empty>
      ) : (
        <ul className="entries">
          {datasets.latest.map((dataset) => (
            <Dataset key={dataset.name} dataset={dataset} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function Dataset({ dataset }: { dataset: DatasetSummary }) {
  const { name, rows, bytes: size, state, updatedAt } = dataset;
  const facts = [rows === null ? null : counted(rows, 'row'), size === null ? null : bytes(size)];
  return (
    <li>
      <div className="entry-line">
        <a className="break" href={`/?${new URLSearchParams({ dataset: name })}`}>
          {name}
        </a>
        <StatePill state={state} />
      </div>
      <p className="small soft">
        {facts.filter((fact) => fact !== null).map((fact) => `${fact} · `)}
        changed <Age time={updatedAt} />
      </p>
    </li>
  );
}
