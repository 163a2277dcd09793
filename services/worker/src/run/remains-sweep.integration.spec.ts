import { Readable } from 'node:stream';
import { jest } from '@jest/globals';
import { JobRemains, Reaper } from '@rowhouse/jobs';
import { createLogger } from '@rowhouse/telemetry';
import { waitFor } from '@rowhouse/testing';
import { RunnerUnderTest } from '../../test/runner-under-test.js';
import { RemainsSweep } from './remains-sweep.js';

jest.setTimeout(60_000);

describe('RemainsSweep', () => {
  let house: RunnerUnderTest;
  beforeAll(async () => {
    house = await RunnerUnderTest.open();
  });
  afterAll(() => house?.close());

  it('removes what the last attempt of a job left behind whose worker vanished, and nothing of other jobs', async () => {
    const { database, jobs, blobs, kinds } = house;
    const job = await house.create('query', { sql: 'SELECT 1' });
    await database.primary.query('UPDATE job SET max_attempts = 1');
    const claim = await jobs.claim(job.id, 1, 'vanished');
    for (const key of [`jobs/${job.id}/${claim?.fence}/half`, 'jobs/another/1/result'])
      await blobs.write(key, Readable.from([Buffer.from('x')]));
    await database.primary.query(`UPDATE job SET lease_until = now() - interval '1 s'`);
    expect(await new Reaper(database).reap()).toBe(1);
    const log = createLogger({ service: 'worker', level: 'silent' });
    const sweep = new RemainsSweep(new JobRemains(database), { pool: 'cpu', kinds, blobs, log });
    sweep.start(20);
    const keys = async () => {
      const found: string[] = [];
      for await (const { key } of blobs.list('jobs/')) found.push(key);
      return found;
    };
    await waitFor(async () => (await keys()).length < 2, { what: 'the blobs of the dead attempt to go' });
    await sweep.stop();
    expect(await keys()).toEqual(['jobs/another/1/result']);
  });
});
