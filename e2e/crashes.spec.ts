import { execFileSync } from 'node:child_process';
import { waitFor } from '@rowhouse/testing';
import { Rowhouse } from './house/rowhouse.js';

/** A CSV whose conversion takes long enough to be interrupted. */
function longCsv(rows: number): string {
  const lines = ['id,name,value,flag'];
  for (let id = 0; id < rows; id++)
    lines.push(`${id},name ${id % 977},${(id * 7919) % 100_003}.5,${id % 2 === 0}`);
  return `${lines.join('\n')}\n`;
}

describe.each(['rabbitmq', 'postgres'] as const)('a killed service loses nothing (%s)', (queue) => {
  let rowhouse: Rowhouse;
  const csv = longCsv(600_000);
  beforeAll(async () => {
    // With RabbitMQ a dead worker shows by its closed connection, long before its lease runs out.
    const env = { JOB_LEASE_SECONDS: queue === 'rabbitmq' ? '600' : '4' };
    rowhouse = await Rowhouse.start({ queue, env });
  }, 120_000);
  afterAll(() => rowhouse?.stop());

  const running = (dataset: string, revision: string) =>
    waitFor(
      async () => {
        const { json } = await rowhouse.client.get(`/api/datasets/${dataset}/revisions/${revision}`);
        return json?.steps?.some(
          (step: { step: string; state: string }) =>
            step.step === 'split-parquet' && step.state === 'running',
        );
      },
      { what: 'the conversion to run', deadlineMs: 60_000, intervalMs: 10 },
    );
  const expectWhole = async (dataset: string) => {
    const { json } = await rowhouse.client.get(
      `/rows?dataset=${dataset}&config=default&split=train&offset=599999`,
    );
    expect(json.num_rows_total).toBe(600_000);
    expect(json.rows[0].row).toMatchObject({ id: 599_999 });
  };

  it('a worker killed in mid-conversion: another takes over, no child is left', async () => {
    const { json } = await rowhouse.client.upload('crash/worker', { 'train.csv': csv });
    await running('crash/worker', json.revision);
    const { pid } = rowhouse.services.worker;
    const children = childrenOf(pid);
    expect(children.length).toBeGreaterThan(0);
    await rowhouse.services.worker.kill();
    await waitFor(() => children.every((child) => !isAlive(child)), {
      what: 'the children of the dead worker to end',
    });
    rowhouse.services.worker.start();
    const detail = await rowhouse.client.processed('crash/worker', json.revision, 120_000);
    expect(detail.state).toBe('ready');
    await expectWhole('crash/worker');
  }, 240_000);

  it('an api killed right after its answer: the upload goes on without it', async () => {
    const { json } = await rowhouse.client.upload('crash/api', { 'train.csv': csv });
    await rowhouse.services.api.kill();
    rowhouse.services.api.start();
    await rowhouse.answers();
    expect((await rowhouse.client.processed('crash/api', json.revision, 120_000)).state).toBe('ready');
    await expectWhole('crash/api');
  }, 240_000);

  it('an admin killed in mid-processing: dispatching goes on when one is back', async () => {
    const { json } = await rowhouse.client.upload('crash/admin', { 'train.csv': csv });
    await running('crash/admin', json.revision);
    await rowhouse.services.admin.kill();
    rowhouse.services.admin.start();
    expect((await rowhouse.client.processed('crash/admin', json.revision, 120_000)).state).toBe('ready');
  }, 240_000);

  it('a worker told to stop hands its job back and leaves at once', async () => {
    const { json } = await rowhouse.client.upload('crash/stop', { 'train.csv': csv });
    await running('crash/stop', json.revision);
    await rowhouse.services.worker.stop();
    rowhouse.services.worker.start();
    const detail = await rowhouse.client.processed('crash/stop', json.revision, 120_000);
    expect(detail.state).toBe('ready');
  }, 240_000);
});

function childrenOf(pid: number): number[] {
  const output = execFileSync('ps', ['-o', 'pid=', '--ppid', String(pid)]).toString();
  return output.split('\n').map(Number).filter(Boolean);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
