import type { ConfigParquet } from '@rowhouse/contract';
import { useState } from 'react';
import { download } from '../net/download.js';
import { RequestError } from '../net/request.js';
import { useJson } from '../net/use-json.js';
import { bytes } from '../text/numbers.js';
import { Card } from '../ui/Card.js';
import { ErrorNote } from '../ui/ErrorNote.js';

/** The Parquet files of a config, ready to download. */
export function ParquetLinks({
  dataset,
  config,
  version,
  needsToken,
}: {
  dataset: string;
  config: string;
  version: number;
  /** A plain link would come without the token. */
  needsToken: boolean;
}) {
  const { data } = useJson<ConfigParquet>(`/parquet?${new URLSearchParams({ dataset, config })}`, version);
  const [failure, setFailure] = useState<RequestError | null>(null);
  const save = (url: string, filename: string) => {
    setFailure(null);
    download(url, filename).catch((error: unknown) =>
      setFailure(error instanceof RequestError ? error : new RequestError('Unexpected', String(error), 0)),
    );
  };
  if (data === null || data.parquet_files.length === 0) return null;
  return (
    <Card title="Parquet files">
      <ul className="entries">
        {data.parquet_files.map(({ url, split, filename, size }) => (
          <li key={url} className="entry-line">
            {needsToken ? (
              <button type="button" className="plain" onClick={() => save(url, `${split}-${filename}`)}>
                {split}/{filename}
              </button>
            ) : (
              <a className="break" href={url} download>
                {split}/{filename}
              </a>
            )}
            <span className="small soft number">{bytes(size)}</span>
          </li>
        ))}
      </ul>
      {failure === null ? null : (
        <div className="body">
          <ErrorNote error={failure} />
        </div>
      )}
    </Card>
  );
}
