import { openAsBlob } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const deadlineMs = 600_000;

/** The three parameters that name the one split of an uploaded file. */
export function splitQuery(dataset: string): string {
  return `dataset=${dataset}&config=default&split=train`;
}

/** Uploads a file as a new revision, as `curl -F file=@…` does; resolves when the upload is accepted. */
export async function upload(apiUrl: string, dataset: string, path: string, name: string): Promise<void> {
  const form = new FormData();
  form.set('file', await openAsBlob(path), name);
  await ok(await fetch(`${apiUrl}/api/datasets/${dataset}/upload`, { method: 'POST', body: form }));
}

/** Asks again and again until the answer is 200. */
export async function answered(url: string): Promise<void> {
  const end = performance.now() + deadlineMs;
  while (performance.now() < end) {
    const answer = await fetch(url);
    await answer.arrayBuffer();
    if (answer.ok) return;
    const code = answer.headers.get('x-error-code') ?? '';
    if (!notYet.includes(code)) throw new Error(`${url}: ${answer.status} ${code}`);
    await sleep(5);
  }
  throw new Error(`${url} did not answer within ${deadlineMs / 1000} s`);
}

/** What a path says while its dataset is being processed. */
const notYet = ['ResponseNotReady', 'ResponseNotFound'];

/** Waits until every step of the dataset's newest revision has ended. */
export async function processed(apiUrl: string, dataset: string): Promise<void> {
  await answered(`${apiUrl}/rows?${splitQuery(dataset)}&length=1`);
  await answered(`${apiUrl}/statistics?${splitQuery(dataset)}`);
  await answered(`${apiUrl}/is-valid?${splitQuery(dataset)}`);
}

export async function exists(apiUrl: string, dataset: string): Promise<boolean> {
  return (await fetch(`${apiUrl}/api/datasets/${dataset}`)).ok;
}

export async function remove(apiUrl: string, dataset: string): Promise<void> {
  await ok(await fetch(`${apiUrl}/api/datasets/${dataset}`, { method: 'DELETE' }));
}

async function ok(answer: Response): Promise<void> {
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${answer.url}: ${answer.status} ${text}`);
}
