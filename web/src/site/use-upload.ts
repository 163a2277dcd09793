import { useState } from 'react';
import { RequestError } from '../net/request.js';
import { sendFiles } from './send-files.js';

export type UploadState =
  | { phase: 'idle' }
  | { phase: 'sending'; share: number }
  | { phase: 'done'; dataset: string; revision: string }
  | { phase: 'failed'; error: RequestError };

/** One upload at a time: its state, and how to begin. */
export function useUpload(onDone: () => void) {
  const [state, setState] = useState<UploadState>({ phase: 'idle' });
  const begin = async (dataset: string, files: readonly File[]) => {
    setState({ phase: 'sending', share: 0 });
    try {
      const { revision } = await sendFiles(dataset, files, (share) => setState({ phase: 'sending', share }));
      setState({ phase: 'done', dataset, revision });
      onDone();
    } catch (error) {
      const shown = error instanceof RequestError ? error : new RequestError('Unexpected', String(error), 0);
      setState({ phase: 'failed', error: shown });
    }
  };
  return { state, begin };
}
