import { jest } from '@jest/globals';
import { errors } from '@rowhouse/contract';
import { waitFor } from '@rowhouse/testing';
import { RunnerUnderTest } from '../../test/runner-under-test.js';

jest.setTimeout(60_000);

const place = { dataset: 'me/cars', config: 'default', split: 'train' };
/** Takes long enough to be interrupted. */
const long = `id,name,value\n${Array.from({ length: 1_000_000 }, (_, id) => `${id},name ${id % 977},${id}.5`).join('\n')}\n`;

describe('the job runner', () => {
  let house: RunnerUnderTest;
  beforeEach(async () => {
    house = await RunnerUnderTest.open();
  });
  afterEach(() => house.close());

  const stateOf = async (id: string) => (await house.jobs.get(id))?.state;
  const atWork = () =>
    waitFor(async () => (await house.working()).length === 1, { what: 'the child to work', intervalMs: 5 });
  const expectNothingLeft = async () => {
    expect(await house.working()).toEqual([]);
    expect(await house.parquet()).toEqual([]);
  };

  it('stores a result, keeps its files and removes those it worked with', async () => {
    const job = await house.upload('n\n1\n2\n');
    await house.deliver(house.runner(), job);
    expect(await stateOf(job.id)).toBe('succeeded');
    const { content } = await house.datasets.served.get('split-parquet', place);
    expect(await house.parquet()).toEqual([JSON.parse(content).files[0].blobKey]);
    expect(await house.working()).toEqual([]);
  });

  it('uses a process again for the next job', async () => {
    const runner = house.runner();
    await house.deliver(runner, await house.upload('n\n1\n'));
    const [first] = await house.processes();
    await house.deliver(runner, await house.job('split-first-rows'));
    expect(await house.processes()).toEqual([first]);
    expect((await house.datasets.served.get('split-first-rows', place)).content).toContain('"row":{"n":1}');
  });

  it('stores at once why an input can not be read', async () => {
    const job = await house.upload('a,b\n1,2\n"');
    await house.deliver(house.runner(), job);
    expect(await house.jobs.get(job.id)).toMatchObject({ state: 'failed', attempt: 1 });
    await expect(house.datasets.served.get('split-parquet', place)).rejects.toMatchObject({
      error: { code: 'DatasetGenerationError' },
    });
    await expectNothingLeft();
  });

  it('ends the process of a cancelled job, and tells the readers', async () => {
    const job = await house.upload(long);
    const running = house.deliver(house.runner(), job);
    await atWork();
    expect(await house.jobs.cancel(job.id)).toBe('requested');
    await running;
    expect(await stateOf(job.id)).toBe('cancelled');
    await expect(house.datasets.served.get('split-parquet', place)).rejects.toMatchObject({
      error: { code: 'StepCancelledError' },
    });
    expect(await house.processes()).toEqual([]);
    await expectNothingLeft();
  });

  it('hands running jobs back when it leaves, and those that still come', async () => {
    const job = await house.upload(long);
    const runner = house.runner();
    const running = house.deliver(runner, job);
    await atWork();
    await runner.releaseAll();
    await running;
    expect(await house.jobs.get(job.id)).toMatchObject({ state: 'queued', attempt: 1, history: [] });
    await house.deliver(runner, job);
    expect(await stateOf(job.id)).toBe('queued');
    await expectNothingLeft();
  });

  it('tries a job again whose process was killed', async () => {
    const job = await house.upload(long);
    const running = house.deliver(house.runner(), job);
    await atWork();
    for (const id of await house.processes()) process.kill(id, 'SIGKILL');
    await running;
    const after = await house.jobs.get(job.id);
    expect(after).toMatchObject({ state: 'queued', attempt: 2, history: [{ code: 'JobCrashed' }] });
    expect(after?.history[0]?.message).toContain('was killed');
    await expectNothingLeft();
    if (after) await house.deliver(house.runner(), after);
    expect(await stateOf(job.id)).toBe('succeeded');
  });

  it('ends a job that takes too long, for good', async () => {
    const job = await house.upload(long);
    await house.deliver(house.runner({ timeoutSeconds: 0.01 }), job);
    expect(await house.jobs.get(job.id)).toMatchObject({
      state: 'failed',
      attempt: 1,
      error: { code: 'JobTimedOut' },
    });
    await expectNothingLeft();
  });

  it('runs nothing for a dataset that was deleted', async () => {
    const job = await house.upload('n\n1\n');
    await house.datasets.store.delete('me', 'cars');
    await house.deliver(house.runner(), job);
    expect(await house.jobs.get(job.id)).toMatchObject({
      state: 'cancelled',
      error: { code: 'StepObsolete' },
    });
    expect(await house.processes()).toEqual([]);
  });

  it('keeps no files of a result that comes after its dataset was deleted', async () => {
    const job = await house.upload(long);
    const running = house.deliver(house.runner(), job);
    await atWork();
    await house.datasets.store.delete('me', 'cars');
    await running;
    await expectNothingLeft();
  });

  it('refuses a message that is stale, and a kind that it does not know', async () => {
    const job = await house.upload('n\n1\n');
    const runner = house.runner();
    await house.deliver(runner, { ...job, attempt: 7 });
    expect(await stateOf(job.id)).toBe('queued');
    const unknown = await house.database.write((tx) =>
      house.jobs.create(tx, { kind: 'conjure', pool: 'cpu', owner: 'me', params: {} }),
    );
    await runner.handle({ jobId: unknown, attempt: 1, redelivered: false, deliveryCount: 1 });
    expect((await house.jobs.get(unknown))?.error?.code).toBe(errors.UnknownJobKind({ kind: '' }).code);
  });
});
