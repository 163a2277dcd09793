import { afterEach, beforeEach, describe, jest } from '@jest/globals';
import { consumingConformance } from './consuming-conformance.js';
import { failureConformance } from './failure-conformance.js';
import type { JobQueueFixture } from './job-queue-fixture.js';
import { lostConnectionConformance } from './lost-connection-conformance.js';
import { publishingConformance } from './publishing-conformance.js';

const TEST_TIMEOUT_MS = 60_000;

/** What every `JobQueue` has to do; run it from an integration spec of the driver. */
export function jobQueueConformance(driver: string, open: () => Promise<JobQueueFixture>): void {
  describe(`${driver} as a job queue`, () => {
    jest.setTimeout(TEST_TIMEOUT_MS);
    let fixture: JobQueueFixture;
    beforeEach(async () => {
      fixture = await open();
    });
    afterEach(() => fixture.close());

    const current = () => fixture;
    publishingConformance(current);
    consumingConformance(current);
    failureConformance(current);
    lostConnectionConformance(current);
  });
}
