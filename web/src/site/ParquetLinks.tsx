import type { ConfigParquet } from '@rowhouse/contract';
import { useJson } from '../net/use-json.js';
import { bytes } from '../text/numbers.js';
import { Card } from '../ui/Card.js';

/** The Parquet files of a config, ready to download. */
export function ParquetLinks({
  dataset,
  config,
  version,
}: {
  dataset: string;
  config: string;
  version: number;
}) {
  const { data } = useJson<ConfigParquet>(`/parquet?${new URLSearchParams({ dataset, config })}`, version);
  if (data === null || data.parquet_files.length === 0) return null;
  return (
    <Card title="Parquet files">
      <ul className="entries">
        {data.parquet_files.map(({ url, split, filename, size }) => (
          <li key={url} className="entry-line">
            <a className="break" href={url} download>
              {split}/{filename}
            </a>
            <span className="small soft number">{bytes(size)}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
