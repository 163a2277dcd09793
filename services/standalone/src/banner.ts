import { join } from 'node:path';
import { sampleDataset } from './sample/sample-dataset.js';

/** What a new user sees once everything runs: one URL, and what to try next. */
export function banner(
  url: string,
  { home, authMode }: { home: string; authMode: 'none' | 'token' },
): string {
  const asks = authMode === 'token';
  const header = asks ? `-H "Authorization: Bearer $(cat ${join(home, 'admin-token')})" ` : '';
  return `
  Rowhouse is ready at ${url}

  Browse it with your browser, or look at the sample dataset:
    curl "${url}/first-rows?dataset=${sampleDataset.name}&config=default&split=train"

  Put your own data in (CSV, TSV, JSON, JSON Lines, Parquet or Arrow), then read rows:
    curl ${header}-F file=@somefile.csv ${url}/api/datasets/me/cars/upload
    curl "${url}/rows?dataset=me/cars&config=default&split=train&offset=0&length=3"

  Jobs, workers and their state: ${url}/admin
  Data and logs: ${home}
${asks ? `  Writing needs an access token; the administrator's is in ${join(home, 'admin-token')}\n` : ''}  Stop with Ctrl-C; the data stays.
`;
}
