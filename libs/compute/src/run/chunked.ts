import { performance } from 'node:perf_hooks';
import { nextChunk } from './chunk-size.js';

/** Something that runs one range of units at a time: a GPU, or a thread. */
export interface Lane<Result> {
  run(offset: number, count: number): Promise<Result>;
}

/** What a caller may say about any run of a kernel. */
export interface RunControl {
  /** Ends the run after the range that is being computed; the promise rejects with the signal's reason. */
  signal?: AbortSignal;
  /** Seconds after which the run ends with a `TimeoutError`. */
  timeoutSeconds?: number;
  /** 0 to 1, after every range. */
  onProgress?: (fraction: number) => void;
}

export interface ChunkedRun<Result> extends RunControl {
  /** Units of work: of equal cost, independent of each other. */
  total: number;
  /** In the first range of each lane. */
  firstChunk: number;
  /** Units that fit into one range at most. */
  maxChunk: number;
  lanes: readonly Lane<Result>[];
  /** Takes the result of a range; ranges come in any order and never overlap. */
  onResult: (result: Result, offset: number, count: number) => void;
}

/** How long a range should take: long enough to be worth its overhead, short enough to be cancelled. */
const targetMs = 150;

/**
 * Runs all units in ranges of 100 to 200 ms, on all lanes at once.
 * @returns the seconds for which lanes were busy, added up
 */
export async function runChunked<Result>(run: ChunkedRun<Result>): Promise<number> {
  const stop = new AbortController();
  const signals = [run.signal, stop.signal];
  if (run.timeoutSeconds !== undefined) signals.push(AbortSignal.timeout(run.timeoutSeconds * 1000));
  const signal = AbortSignal.any(signals.filter((one) => one !== undefined));
  let next = 0;
  let done = 0;
  let busyMs = 0;
  const drive = async (lane: Lane<Result>): Promise<void> => {
    let size = Math.min(run.firstChunk, run.maxChunk);
    while (next < run.total) {
      signal.throwIfAborted();
      const offset = next;
      // The last ranges are shared out, so that no lane works alone at the end.
      const fair = Math.ceil((run.total - next) / run.lanes.length);
      const count = Math.max(1, Math.min(size, fair));
      next += count;
      const start = performance.now();
      const result = await lane.run(offset, count);
      const ms = performance.now() - start;
      busyMs += ms;
      run.onResult(result, offset, count);
      done += count;
      run.onProgress?.(done / run.total);
      size = nextChunk({ count, ms, targetMs, maxChunk: run.maxChunk });
    }
  };
  try {
    // Every lane has stopped when this ends: the caller may take what they worked on away.
    const outcomes = await Promise.allSettled(
      run.lanes.map((lane) =>
        drive(lane).catch((error) => {
          stop.abort(error);
          throw error;
        }),
      ),
    );
    if (stop.signal.aborted) throw stop.signal.reason;
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  } finally {
    stop.abort();
  }
  return busyMs / 1000;
}
