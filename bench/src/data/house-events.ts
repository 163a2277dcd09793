import { answered, exists, processed, splitQuery, upload } from '../house/client.js';
import { eventsCsv } from './events.js';

/** The split that the page benchmarks read. */
export const events = { dataset: 'bench/events', rows: 10_000_000 };

/** Puts the 10-million-row split into the house, unless an earlier run has. */
export async function houseHasEvents(apiUrl: string, say: (line: string) => void): Promise<void> {
  if (!(await exists(apiUrl, events.dataset))) {
    say(`loading ${events.rows.toLocaleString('en')} rows; this happens once`);
    await upload(apiUrl, events.dataset, await eventsCsv(events.rows), 'events.csv');
  }
  await processed(apiUrl, events.dataset);
  await answered(`${apiUrl}/rows?${splitQuery(events.dataset)}&offset=${events.rows - 100}`);
}
