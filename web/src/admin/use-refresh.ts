import { useEffect, useRef, useState } from 'react';

/** A number that grows after `signal` changed, at most once per `every` milliseconds. */
export function useRefresh(signal: string, every: number): number {
  const [version, setVersion] = useState(0);
  const last = useRef({ signal, at: 0 });
  useEffect(() => {
    if (last.current.signal === signal) return;
    const wait = Math.max(0, last.current.at + every - Date.now());
    const timer = setTimeout(() => {
      last.current = { signal, at: Date.now() };
      setVersion((before) => before + 1);
    }, wait);
    return () => clearTimeout(timer);
  }, [signal, every]);
  return version;
}
