import type { UploadAnswer } from '@rowhouse/contract';
import { authorization } from '../net/access-token.js';
import { rememberWrite } from '../net/own-writes.js';
import { errorOf, RequestError } from '../net/request.js';

/**
 * Uploads files as one new revision. Uses XMLHttpRequest because `fetch` does not tell how much is sent.
 * `onProgress` gets 0 to 1. @throws RequestError
 */
export function sendFiles(
  dataset: string,
  files: readonly File[],
  onProgress: (share: number) => void,
): Promise<UploadAnswer> {
  const form = new FormData();
  for (const file of files) form.append('file', file, file.name);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const url = `/api/datasets/${dataset}/upload`;
    request.open('POST', url);
    for (const [name, value] of Object.entries(authorization(url))) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded, total }) => onProgress(total === 0 ? 0 : loaded / total);
    request.onload = () => {
      rememberWrite(request.getResponseHeader('X-Consistency-Token'));
      if (request.status < 300) resolve(JSON.parse(request.responseText) as UploadAnswer);
      else reject(errorOf(request.status, request.responseText));
    };
    request.onerror = () =>
      reject(
        new RequestError(
          'Unreachable',
          'The connection broke before the upload was complete; nothing was stored. Try again.',
          0,
        ),
      );
    request.send(form);
  });
}
