import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The dataset that a new installation starts with: daily weather in Seattle, 2012 to 2015, from `vega-datasets`. */
export const sampleDataset = { name: 'samples/seattle-weather', file: 'seattle-weather.csv' };

/** Uploads it through the front door, as any user would. @throws with the answer when it is refused */
export async function loadSample(url: string, token?: string): Promise<void> {
  const entry = createRequire(import.meta.url).resolve('vega-datasets');
  const path = join(dirname(entry), '..', 'data', sampleDataset.file);
  const form = new FormData();
  form.set('file', new Blob([await readFile(path)]), sampleDataset.file);
  const answer = await fetch(`${url}/api/datasets/${sampleDataset.name}/upload`, {
    method: 'POST',
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    body: form,
  });
  if (!answer.ok)
    throw new Error(`The sample dataset was refused with ${answer.status}: ${await answer.text()}`);
}
