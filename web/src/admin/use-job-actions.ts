import type { Requeued } from '@rowhouse/contract';
import { useCallback, useMemo, useRef, useState } from 'react';
import { post, RequestError } from '../net/request.js';

export interface JobActions {
  /** Ids of jobs, and URLs of requests for many, that are under way. */
  busy: ReadonlySet<string>;
  /** What the last action came to, for the status line. */
  message: string;
  /** Grows with every finished action. */
  version: number;
  retry: (id: string, about: string) => void;
  cancel: (id: string, about: string) => void;
  /** Queues all dead letters again that a URL stands for. */
  requeue: (url: string) => void;
}

const messageFor = 6000;

const jobUrl = (id: string, action: string) => `/admin/jobs/${encodeURIComponent(id)}/${action}`;

const requeuedText = ({ requeued, more }: Requeued) =>
  `Queued again: ${requeued.length} jobs${more ? '; there are more' : ''}`;

/** Retry and cancel, with one status line for all buttons of the page. */
export function useJobActions(): JobActions {
  const [busy, setBusy] = useState<ReadonlySet<string>>(new Set());
  const [message, setMessage] = useState('');
  const [version, setVersion] = useState(0);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const act = useCallback(async <T>(key: string, url: string, done: (answer: T) => string) => {
    setBusy((before) => new Set(before).add(key));
    const outcome = await post<T>(url).then(done, (error: unknown) =>
      error instanceof RequestError ? error.message : String(error),
    );
    setBusy((before) => new Set([...before].filter((other) => other !== key)));
    setVersion((before) => before + 1);
    setMessage(outcome);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setMessage(''), messageFor);
  }, []);

  return useMemo(
    () => ({
      busy,
      message,
      version,
      retry: (id, about) => void act(id, jobUrl(id, 'retry'), () => `Queued again: ${about}`),
      cancel: (id, about) => void act(id, jobUrl(id, 'cancel'), () => `Cancelled: ${about}`),
      requeue: (url) => void act(url, url, requeuedText),
    }),
    [busy, message, version, act],
  );
}
