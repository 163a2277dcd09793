import { readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { both, type Fault, jobThatIs, longJobs } from '../fault.js';

/** Of Debian's package `libfaketime`, which the servers of the tests bring along. */
function faketimeLibrary(): string {
  for (const architecture of readdirSync('/usr/lib')) {
    const folder = join('/usr/lib', architecture, 'faketime');
    try {
      if (readdirSync(folder).includes('libfaketime.so.1')) return join(folder, 'libfaketime.so.1');
    } catch {
      // Not a folder, or one without it.
    }
  }
  throw new Error('libfaketime is missing: apt-get install libfaketime');
}

export const clockStrikes: Fault[] = [
  {
    name: 'clocks of the workers and the dispatcher that jump by days, back and forth',
    drivers: both,
    short: [],
    async strike(house, load) {
      const moved = [house.admin, ...house.workers];
      const clock = join(house.folder, 'clock');
      const jump = (offset: string) => writeFile(clock, offset);
      await jump('-2d');
      for (const { service } of moved) {
        await service.stop();
        service.start({
          LD_PRELOAD: faketimeLibrary(),
          FAKETIME_TIMESTAMP_FILE: clock,
          FAKETIME_NO_CACHE: '1',
          // A jump of the wall clock leaves the clock that timers use alone.
          FAKETIME_DONT_FAKE_MONOTONIC: '1',
        });
      }
      const before = await longJobs(load, 2000, 8);
      await jobThatIs(house, 'midway', before);
      await jump('+3d');
      await jobThatIs(house, 'succeeded', before);
      const after = await longJobs(load, 2000, 4);
      await jobThatIs(house, 'midway', after);
      await jump('-1d');
      await jobThatIs(house, 'succeeded', after);
      await jump('+0');
    },
  },
];
