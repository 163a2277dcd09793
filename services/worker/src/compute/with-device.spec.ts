import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { meter } from './with-device.js';

it('the time on a card is told while it passes, all of it once', async () => {
  const told: number[] = [];
  const start = performance.now();
  const stop = meter((seconds) => told.push(seconds), 5);
  while (told.length < 3) await sleep(5);
  stop();
  const passed = (performance.now() - start) / 1000;
  const sum = told.reduce((total, seconds) => total + seconds, 0);
  expect(sum).toBeGreaterThan(0);
  expect(sum).toBeLessThanOrEqual(passed);
  const after = told.length;
  await sleep(20);
  expect(told).toHaveLength(after);
});
