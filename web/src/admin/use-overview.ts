import type { Overview } from '@rowhouse/contract';
import { useEffect, useState } from 'react';
import type { RequestError } from '../net/request.js';
import { type Connection, followOverview } from './overview-feed.js';

export interface LiveOverview {
  overview: Overview | null;
  connection: Connection | 'paused';
  error: RequestError | null;
}

/** The newest overview; the last one known stays while paused or disconnected. */
export function useOverview(paused: boolean): LiveOverview {
  const [overview, setOverview] = useState<Overview | null>(null);
  const [link, setLink] = useState<{ connection: Connection; error: RequestError | null }>({
    connection: 'connecting',
    error: null,
  });
  useEffect(() => {
    if (paused) return;
    return followOverview({
      onOverview: setOverview,
      onConnection: (connection, error) => setLink({ connection, error }),
    });
  }, [paused]);
  return { overview, connection: paused ? 'paused' : link.connection, error: link.error };
}
