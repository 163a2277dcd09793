import { simulate } from '@rowhouse/compute';
import { type SimulateParams, type SimulateResultAnswer, userJobKinds } from '@rowhouse/contract';
import type { JobRecord } from '@rowhouse/jobs';
import { readPrices } from '@rowhouse/tables';
import type { JobContext } from '../kinds/job-context.js';
import { type JobHandler, JobKind, type WorkerParts } from '../kinds/job-kind.js';
import type { ServedTable } from '../query/query-tables.js';
import { type Calibration, calibrate } from './calibrate.js';
import { gbmModel } from './gbm-model.js';
import { answerTables, pathsOf } from './served-table.js';
import { withDevice } from './with-device.js';

/** A Monte-Carlo simulation of correlated geometric Brownian motions. */
@JobKind({
  kind: 'simulate',
  pool: userJobKinds.simulate.pool,
  parameters: userJobKinds.simulate.params,
  timeLimitSeconds: 3600,
})
export class SimulateKind implements JobHandler<SimulateParams, SimulateParams> {
  static async run(params: SimulateParams, context: JobContext): Promise<SimulateResultAnswer> {
    const calibration = await calibrated(params, context);
    const model = gbmModel(params, calibration);
    const { paths, seed, stream, antithetic, controlVariate, quantiles, histogramBins, samplePaths } = params;
    const found = await withDevice(params.accelerator, context, (device) =>
      simulate(device, model, {
        paths,
        seed,
        stream,
        antithetic,
        controlVariate,
        quantiles,
        histogramBins,
        samplePaths,
        onProgress: context.progress,
      }),
    );
    const { device, mean, standardError, min, max, control, controlKind, quantileStep, histogram } = found;
    return {
      device,
      price: mean,
      standardError,
      paths: found.paths,
      seed,
      min,
      max,
      control: control && { kind: controlKind, ...control },
      quantiles: found.quantiles,
      quantileStep,
      histogram,
      samplePaths: found.samplePaths,
      model: {
        assets: model.assets.map((asset, place) => ({ name: params.assets[place]?.name ?? null, ...asset })),
        correlation: (model.correlation ?? []).map((row) => [...row]),
        returns: calibration?.returns ?? null,
      },
    };
  }

  answer(parts: WorkerParts, question: unknown, job: JobRecord): Promise<ServedTable[]> {
    return answerTables(parts, question, job);
  }
}

async function calibrated(
  { assets, calibration }: SimulateParams,
  context: JobContext,
): Promise<Calibration | null> {
  if (!calibration) return null;
  const { dataset, date, symbol, price, periodsPerYear } = calibration;
  const names = assets.map(({ name }) => name ?? '');
  const paths = await pathsOf(dataset, context);
  const long = symbol !== undefined && price !== undefined ? { symbol, price } : undefined;
  const prices = await readPrices(context.engine, { paths, date, long, names });
  const found = calibrate(prices, names, periodsPerYear);
  context.log(`Calibrated from ${found.returns} returns of ${dataset}`);
  return found;
}
