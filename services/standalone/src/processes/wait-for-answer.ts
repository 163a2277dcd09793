import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until a URL answers 200. @throws after the deadline, naming the URL */
export async function waitForAnswer(url: string, deadlineMs: number): Promise<void> {
  const end = Date.now() + deadlineMs;
  for (;;) {
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) return;
    if (Date.now() > end) throw new Error(`${url} did not answer within ${deadlineMs / 1000} s`);
    await sleep(50);
  }
}
