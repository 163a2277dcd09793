import type { RevisionDetailAnswer } from '@rowhouse/contract';
import { useEffect, useState } from 'react';
import { type Loaded, useJson } from '../net/use-json.js';

const askEveryMs = 1000;
/** Later for a revision of many steps: the state of thousands of them has megabytes. */
const moreMsPerStep = 1;

/** A revision, asked for again every second, or less often if it is large, while it is being processed. */
export function useRevision(dataset: string, revision: string | null): Loaded<RevisionDetailAnswer> {
  const [version, setVersion] = useState(0);
  const loaded = useJson<RevisionDetailAnswer>(
    revision === null ? null : `/api/datasets/${dataset}/revisions/${revision}`,
    version,
  );
  const { data, error } = loaded;
  useEffect(() => {
    if (revision === null || (error === null && data !== null && data.state !== 'processing')) return;
    const steps = data?.steps.length ?? 0;
    const timer = setTimeout(() => setVersion((before) => before + 1), askEveryMs + steps * moreMsPerStep);
    return () => clearTimeout(timer);
  }, [revision, data, error]);
  return loaded;
}
