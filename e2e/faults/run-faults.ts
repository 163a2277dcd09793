import { waitFor } from '@rowhouse/testing';
import { fates } from './checker/fates.js';
import { observe } from './checker/observe.js';
import { problemsOf } from './checker/problems.js';
import type { Fault, Scale } from './fault.js';
import type { Driver } from './fault-house.js';
import { FaultHouse } from './fault-house.js';
import { Load } from './load.js';
import { brokerStrikes } from './strikes/broker-strikes.js';
import { clockStrikes } from './strikes/clock-strikes.js';
import { databaseStrikes } from './strikes/database-strikes.js';
import { dispatcherStrikes } from './strikes/dispatcher-strikes.js';
import { jobStrikes } from './strikes/job-strikes.js';
import { messageStrikes } from './strikes/message-strikes.js';
import { workerStrikes } from './strikes/worker-strikes.js';

export const allFaults: readonly Fault[] = [
  ...jobStrikes,
  ...workerStrikes,
  ...dispatcherStrikes,
  ...messageStrikes,
  ...brokerStrikes,
  ...databaseStrikes,
  ...clockStrikes,
];

/** How long jobs and queues may take to come to rest after a fault, on a slow and busy machine. */
const settleMs = 180_000;

/** Declares one test for each fault, all in one house; after each the checker looks at everything since the start. */
export function faultTests(driver: Driver, faults: readonly Fault[], scale: Scale): void {
  describe(`faults with jobs in flight (${driver})`, () => {
    let house: FaultHouse;
    let load: Load;
    /** A broken promise fails the test that broke it, and no later one. */
    const told = new Set<string>();
    beforeAll(async () => {
      house = await FaultHouse.start(driver);
      load = new Load(house);
    }, 240_000);
    afterAll(() => house?.remove(), 60_000);

    const broken = async (look: { queues: boolean }) =>
      problemsOf(await observe(house, load, look), fates).filter((problem) => !told.has(problem));
    const settled = async (what: string) => {
      let problems: string[] = [];
      const none = async () => {
        problems = await broken({ queues: false });
        if (problems.length === 0) problems = await broken({ queues: true });
        return problems.length === 0;
      };
      await waitFor(none, { what, deadlineMs: settleMs, intervalMs: 250 }).catch((error: Error) => {
        if (problems.length === 0) throw error;
      });
      for (const problem of problems) told.add(problem);
      expect(problems).toEqual([]);
    };

    it.each(faults.map((fault) => [fault.name, fault] as const))(
      '%s',
      async (_name, fault) => {
        const { jobs, queries } = scale;
        load.start({ jobs, queries, everyMs: 200 });
        try {
          await fault.strike(house, load, scale);
        } finally {
          await house.repair();
        }
        await load.done();
        await settled(fault.name);
      },
      600_000,
    );

    it('when all services have stopped, nothing is left of them', async () => {
      await house.stop();
      await settled('the processes to end');
    }, 240_000);
  });
}
