import { ago, clock } from '../text/times.js';
import { useNow } from './use-now.js';

/** How long ago a time was; the exact time on hover. */
export function Age({ time }: { time: string }) {
  return (
    <time dateTime={time} title={clock(time)} className="number">
      {ago(time, useNow())}
    </time>
  );
}
