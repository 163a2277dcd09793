import { useCallback, useMemo, useRef, useState } from 'react';
import { post, RequestError } from '../net/request.js';

export interface JobActions {
  /** Ids of jobs with a request under way. */
  busy: ReadonlySet<string>;
  /** What the last action came to, for the status line. */
  message: string;
  /** Grows with every finished action. */
  version: number;
  retry: (id: string, about: string) => void;
  cancel: (id: string, about: string) => void;
}

const messageFor = 6000;

/** Retry and cancel, with one status line for all buttons of the page. */
export function useJobActions(): JobActions {
  const [busy, setBusy] = useState<ReadonlySet<string>>(new Set());
  const [message, setMessage] = useState('');
  const [version, setVersion] = useState(0);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const act = useCallback(async (action: 'retry' | 'cancel', id: string, done: string) => {
    setBusy((before) => new Set(before).add(id));
    const outcome = await post(`/admin/jobs/${encodeURIComponent(id)}/${action}`).then(
      () => done,
      (error: unknown) => (error instanceof RequestError ? error.message : String(error)),
    );
    setBusy((before) => new Set([...before].filter((other) => other !== id)));
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
      retry: (id, about) => void act('retry', id, `Queued again: ${about}`),
      cancel: (id, about) => void act('cancel', id, `Cancelled: ${about}`),
    }),
    [busy, message, version, act],
  );
}
