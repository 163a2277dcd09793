import { useEffect, useState } from 'react';
import { getJson, RequestError } from './request.js';

export interface Loaded<T> {
  data: T | null;
  error: RequestError | null;
  loading: boolean;
}

const nothing = { data: null, error: null, loading: false };

/**
 * Follows the JSON at `url`, fetched anew when `url` or `version` changes; `null` fetches nothing.
 * Data of the same `url` stays visible while a newer version is on its way.
 */
export function useJson<T>(url: string | null, version: unknown = 0): Loaded<T> {
  const [state, setState] = useState<Loaded<T> & { url: string | null }>({ ...nothing, url });

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new version asks for the same URL again
  useEffect(() => {
    if (url === null) return setState({ ...nothing, url });
    const abort = new AbortController();
    setState((before) => ({ ...(before.url === url ? before : { ...nothing, url }), loading: true }));
    getJson<T>(url, abort.signal).then(
      (data) => setState({ data, error: null, loading: false, url }),
      (error: unknown) => {
        if (abort.signal.aborted) return;
        const shown =
          error instanceof RequestError ? error : new RequestError('Unexpected', String(error), 0);
        setState((before) => ({ ...before, error: shown, loading: false }));
      },
    );
    return () => abort.abort();
  }, [url, version]);

  return state.url === url ? state : { ...nothing, loading: url !== null };
}
