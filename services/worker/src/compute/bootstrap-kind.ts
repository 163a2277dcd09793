import { bootstrap, type Statistic } from '@rowhouse/compute';
import { type BootstrapParams, type BootstrapResultAnswer, userJobKinds } from '@rowhouse/contract';
import type { JobRecord } from '@rowhouse/jobs';
import { readNumbers } from '@rowhouse/tables';
import type { JobContext } from '../kinds/job-context.js';
import { type JobHandler, JobKind, type WorkerParts } from '../kinds/job-kind.js';
import type { ServedTable } from '../query/query-tables.js';
import { completeRows } from './complete-rows.js';
import { answerTables, pathsOf } from './served-table.js';
import { withDevice } from './with-device.js';

const maxRows = 10_000_000;

/** A confidence interval of a statistic of one or two columns. */
@JobKind({
  kind: 'bootstrap',
  pool: userJobKinds.bootstrap.pool,
  parameters: userJobKinds.bootstrap.params,
  timeLimitSeconds: 3600,
})
export class BootstrapKind implements JobHandler<BootstrapParams, BootstrapParams> {
  static async run(params: BootstrapParams, context: JobContext): Promise<BootstrapResultAnswer> {
    const { dataset, statistic, column, otherColumn, resamples, seed, confidence, histogramBins } = params;
    const columns = [{ name: column, field: 'params.column' }];
    if (otherColumn !== undefined) columns.push({ name: otherColumn, field: 'params.otherColumn' });
    const paths = await pathsOf(dataset, context);
    const read = await readNumbers(context.engine, { paths, columns, maxRows });
    // The two samples of a difference may have gaps in other rows.
    const together = statistic !== 'difference-of-means';
    const [x = new Float64Array(), y] = together
      ? completeRows(read).columns
      : read.map((one) => completeRows([one]).columns[0] as Float64Array);
    const found = await withDevice(params.accelerator, context, (device) =>
      bootstrap(
        device,
        statisticOf(params),
        { x, y },
        {
          resamples,
          seed,
          confidence,
          histogramBins,
          onProgress: context.progress,
        },
      ),
    );
    const { deviceSeconds: _, ...answer } = found;
    const total = (read[0]?.length ?? 0) * (together ? 1 : 2);
    const rows = x.length + (together ? 0 : (y?.length ?? 0));
    return { ...answer, rows, rowsLeftOut: total - rows, seed };
  }

  answer(parts: WorkerParts, question: unknown, job: JobRecord): Promise<ServedTable[]> {
    return answerTables(parts, question, job);
  }
}

function statisticOf({ statistic, p }: BootstrapParams): Statistic {
  return statistic === 'quantile' ? { kind: 'quantile', p: p ?? 0.5 } : { kind: statistic };
}
