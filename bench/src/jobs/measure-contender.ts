import { setTimeout as sleep } from 'node:timers/promises';
import { type Contender, concurrency, type RunningContender } from './contender.js';

const deadlineMs = 120_000;

/** Milliseconds from the call that submits a job to the begin of its handler, for each of `jobs`, one at a time. */
export async function startLatencies(contender: Contender, jobs: number): Promise<number[]> {
  const begun = new Map<number, () => void>();
  const running = await contender.start((number) => begun.get(number)?.());
  try {
    const taken: number[] = [];
    for (let number = -warmUps; number < jobs; number++) {
      const start = performance.now();
      const begins = new Promise<number>((resolve) => {
        begun.set(number, () => resolve(performance.now() - start));
      });
      await running.submit(number);
      const latency = await begins;
      if (number >= 0) taken.push(latency);
      begun.delete(number);
      // What ends the job is over, and nothing is woken by a rhythm.
      await sleep(10 + Math.random() * 10);
    }
    return taken;
  } finally {
    await running.stop();
  }
}

const warmUps = 20;

/**
 * Jobs per second from the first submission until the last one stands in the history. As many callers as handlers
 * submit one job after the other, each in a transaction of its own.
 */
export async function jobsPerSecond(contender: Contender, jobs: number): Promise<number> {
  let begun = 0;
  const running = await contender.start(() => {
    begun++;
  });
  try {
    const before = await running.done();
    const start = performance.now();
    let next = 0;
    const caller = async () => {
      while (next < jobs) await running.submit(next++);
    };
    await Promise.all(Array.from({ length: concurrency }, caller));
    await allDone(running, before + jobs, () => begun >= jobs);
    return jobs / ((performance.now() - start) / 1000);
  } finally {
    await running.stop();
  }
}

/** Asks for the history only when the handlers have run, so that the question costs none of them. */
async function allDone(running: RunningContender, jobs: number, likely: () => boolean): Promise<void> {
  const end = performance.now() + deadlineMs;
  while (!likely() || (await running.done()) < jobs) {
    if (performance.now() > end) throw new Error(`${await running.done()} of ${jobs} jobs were done in time`);
    await sleep(2);
  }
}
