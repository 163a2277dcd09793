import { execFileSync } from 'node:child_process';
import { waitFor } from '@rowhouse/testing';
import { Rowhouse } from './house/rowhouse.js';

/** Enough for a conversion of a second or so. */
const leastRows = 600_000;

/** A CSV whose conversion takes long enough to be interrupted. */
function longCsv(rows: number): string {
  const lines = ['id,name,value,flag'];
  for (let id = 0; id < rows; id++)
    lines.push(`${id},name ${id % 977},${(id * 7919) % 100_003}.5,${id % 2 === 0}`);
  return `${lines.join('\n')}\n`;
}

describe.each(['rabbitmq', 'postgres'] as const)('a killed service loses nothing (%s)', (queue) => {
  let rowhouse: Rowhouse;
  beforeAll(async () => {
    // With RabbitMQ a dead worker shows by its closed connection, long before its lease runs out.
    const env = { JOB_LEASE_SECONDS: queue === 'rabbitmq' ? '600' : '4' };
    rowhouse = await Rowhouse.start({ queue, env });
  }, 120_000);
  afterAll(() => rowhouse?.stop());

  /** Uploads until a conversion is seen while it runs: on a busy machine a short one may begin and end unseen. */
  const caughtInConversion = async (dataset: string) => {
    for (let rows = leastRows; rows <= 16 * leastRows; rows *= 2) {
      const { json } = await rowhouse.client.upload(dataset, { 'train.csv': longCsv(rows) });
      const { revision } = json as { revision: string };
      const seen = await waitFor(
        async () => {
          const { json: detail } = await rowhouse.client.get(
            `/api/datasets/${dataset}/revisions/${revision}`,
          );
          const conversion = detail?.steps?.find(({ step }: { step: string }) => step === 'split-parquet');
          return ['running', 'succeeded'].includes(conversion?.state) && conversion.state;
        },
        { what: 'the conversion to run', deadlineMs: 120_000, intervalMs: 10 },
      );
      if (seen === 'running') return { revision, rows };
    }
    throw new Error(`No conversion of up to ${16 * leastRows} rows was seen while it ran.`);
  };
  const expectWhole = async (dataset: string, rows: number) => {
    const { json } = await rowhouse.client.get(
      `/rows?dataset=${dataset}&config=default&split=train&offset=${rows - 1}`,
    );
    expect(json.num_rows_total).toBe(rows);
    expect(json.rows[0].row).toMatchObject({ id: rows - 1 });
  };

  it('a worker killed in mid-conversion: another takes over, no child is left', async () => {
    const { revision, rows } = await caughtInConversion('crash/worker');
    const { pid } = rowhouse.services.worker;
    const children = childrenOf(pid);
    expect(children.length).toBeGreaterThan(0);
    await rowhouse.services.worker.kill();
    await waitFor(() => children.every((child) => !isAlive(child)), {
      what: 'the children of the dead worker to end',
    });
    rowhouse.services.worker.start();
    const detail = await rowhouse.client.processed('crash/worker', revision, 120_000);
    expect(detail.state).toBe('ready');
    await expectWhole('crash/worker', rows);
  }, 400_000);

  it('an api killed right after its answer: the upload goes on without it', async () => {
    const { json } = await rowhouse.client.upload('crash/api', { 'train.csv': longCsv(leastRows) });
    await rowhouse.services.api.kill();
    rowhouse.services.api.start();
    await rowhouse.answers();
    expect((await rowhouse.client.processed('crash/api', json.revision, 120_000)).state).toBe('ready');
    await expectWhole('crash/api', leastRows);
  }, 400_000);

  it('an admin killed in mid-processing: dispatching goes on when one is back', async () => {
    const { revision } = await caughtInConversion('crash/admin');
    await rowhouse.services.admin.kill();
    rowhouse.services.admin.start();
    expect((await rowhouse.client.processed('crash/admin', revision, 120_000)).state).toBe('ready');
  }, 400_000);

  it('a worker told to stop hands its job back and leaves at once', async () => {
    const { revision } = await caughtInConversion('crash/stop');
    await rowhouse.services.worker.stop();
    rowhouse.services.worker.start();
    const detail = await rowhouse.client.processed('crash/stop', revision, 120_000);
    expect(detail.state).toBe('ready');
  }, 400_000);
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
