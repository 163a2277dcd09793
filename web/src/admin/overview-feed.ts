import type { Overview } from '@rowhouse/contract';
import { getJson, RequestError } from '../net/request.js';

export type Connection = 'connecting' | 'live' | 'polling' | 'lost';

export interface FeedListener {
  onOverview: (overview: Overview) => void;
  onConnection: (connection: Connection, error: RequestError | null) => void;
}

const pollEvery = 5000;
const reconnectAfter = 10_000;

/** Follows the overview by server-sent events; polls while they don't arrive. Returns how to stop. */
export function followOverview(listener: FeedListener): () => void {
  let source: EventSource | null = null;
  let pollTimer: ReturnType<typeof setInterval> | null = null;
  let reconnectTimer: ReturnType<typeof setTimeout> | null = null;
  const abort = new AbortController();

  const poll = async () => {
    try {
      const overview = await getJson<Overview>('/admin/overview', abort.signal);
      if (abort.signal.aborted || pollTimer === null) return;
      listener.onOverview(overview);
      listener.onConnection('polling', null);
    } catch (error) {
      if (abort.signal.aborted) return;
      listener.onConnection('lost', error instanceof RequestError ? error : null);
    }
  };
  const stopPolling = () => {
    if (pollTimer !== null) clearInterval(pollTimer);
    pollTimer = null;
  };
  const startPolling = () => {
    if (pollTimer !== null) return;
    pollTimer = setInterval(poll, pollEvery);
    void poll();
  };
  const connect = () => {
    source = new EventSource('/admin/events');
    source.addEventListener('overview', (event) => {
      stopPolling();
      listener.onConnection('live', null);
      listener.onOverview(JSON.parse(event.data as string) as Overview);
    });
    source.onerror = () => {
      // The browser does not retry by itself after an HTTP error, so each failure is retried from here.
      source?.close();
      startPolling();
      reconnectTimer = setTimeout(connect, reconnectAfter);
    };
  };

  connect();
  return () => {
    abort.abort();
    source?.close();
    stopPolling();
    if (reconnectTimer !== null) clearTimeout(reconnectTimer);
  };
}
