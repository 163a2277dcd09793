import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Dispatcher, Reaper } from '@rowhouse/jobs';
import { freshVhost } from '@rowhouse/testing';
import { type BenchContext, type Finding, ms } from '../finding.js';
import { median } from '../measure/quantile.js';
import { freshDatabaseOn } from './databases.js';
import { openPlatform } from './rowhouse-jobs.js';

const rounds = 4;
const jobsAtOnce = 4;

/** From `kill -9` of a worker that runs jobs until another one runs them, through RabbitMQ. */
export async function killedWorker({ databaseUrl, say }: BenchContext): Promise<Finding[]> {
  const vhost = await freshVhost();
  const database = await freshDatabaseOn(databaseUrl, 'bench_killed');
  const { db, queue, store, close } = await openPlatform(database.url, vhost.url);
  const dispatcher = new Dispatcher(db, queue);
  const reaper = new Reaper(db, { graceMs: 0 });
  dispatcher.start();
  reaper.start();
  const taken: number[] = [];
  try {
    for (let round = 0; round < rounds; round++) {
      const worker = (name: string) => startWorker(database.url, vhost.url, `${name}-${round}`);
      const victim = await worker('victim');
      const all = begun(victim);
      for (let job = 0; job < jobsAtOnce; job++)
        await store.create(db.primary, { kind: 'hang', pool: 'bench', owner: 'bench', params: {} });
      await all;
      const heir = await worker('heir');
      const again = begun(heir);
      const killed = performance.now();
      victim.kill('SIGKILL');
      for (const at of await again) taken.push(at - killed);
      heir.kill('SIGKILL');
      await db.primary.query('DELETE FROM job');
    }
  } finally {
    await Promise.all([dispatcher.stop(), reaper.stop()]);
    await close();
    await database.drop();
    await vhost.drop();
  }
  say(`again after ${taken.map((each) => ms(each)).join(', ')}`);
  const worst = Math.max(...taken);
  return [
    {
      what: `a killed worker's job runs again, through RabbitMQ, longest of ${taken.length}`,
      measured: `${ms(worst)} (median ${ms(median(taken))})`,
      aim: '≤ 5 s',
      met: worst <= 5_000,
    },
  ];
}

async function startWorker(...args: string[]): Promise<ChildProcess> {
  const child = fork(fileURLToPath(new URL('./hanging-worker.js', import.meta.url)), args);
  await once(child, 'message');
  return child;
}

/** When each of the jobs of a round began in the worker. */
function begun(worker: ChildProcess): Promise<number[]> {
  const times: number[] = [];
  return new Promise((resolve) => {
    worker.on('message', () => {
      if (times.push(performance.now()) === jobsAtOnce) resolve(times);
    });
  });
}
