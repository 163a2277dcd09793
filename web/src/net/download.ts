import { authorization } from './access-token.js';
import { errorOf, RequestError } from './request.js';

/**
 * Saves a file that a plain link can't fetch, since it needs the token. The browser collects it before it saves it.
 * @throws RequestError
 */
export async function download(url: string, filename: string): Promise<void> {
  const { pathname, search } = new URL(url, window.location.href);
  const answer = await fetch(pathname + search, { headers: authorization(pathname) }).catch(() => {
    throw new RequestError('Unreachable', 'The server can’t be reached. Is it running?', 0);
  });
  if (!answer.ok) throw errorOf(answer.status, await answer.text());
  const blobUrl = URL.createObjectURL(await answer.blob());
  const link = document.createElement('a');
  link.href = blobUrl;
  link.download = filename;
  link.click();
  // After the click the browser has taken what it needs.
  setTimeout(() => URL.revokeObjectURL(blobUrl), 60_000);
}
