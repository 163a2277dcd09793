import { errors } from '@rowhouse/contract';
import type { DeviceKind } from '../device/device.js';
import { whole } from '../gbm/check-model.js';
import type { Statistic } from './statistic.js';

/** Columns without gaps; `y` for two-column statistics. */
export interface BootstrapData {
  x: Float64Array;
  y?: Float64Array;
}

/**
 * How resamples are made: `rows` draws rows with replacement, `order-statistics` draws a quantile from its exact
 * distribution, `subsets` is the bag of little bootstraps, whose cost is bounded.
 */
export type BootstrapMethod = 'rows' | 'order-statistics' | 'subsets';

export interface BootstrapOptions {
  resamples: number;
  /** 0 to 2^53 - 1. The same seed gives the same resamples on every device. */
  seed: number;
  /** Of the interval, in (0, 1); 0.95 when absent. */
  confidence?: number;
  /** Row draws up to which rows are resampled one by one; what would need more works on subsets. */
  maxDraws?: number;
  histogramBins?: number;
}

export const bootstrapLimits = { rows: 2 ** 27, resamples: 2 ** 22 } as const;

/** Row draws that take a device half a minute or so. */
const defaultDraws: Record<DeviceKind, number> = { gpu: 2e12, software: 1e10, cpu: 2e9 };

/** Checks what is asked for, naming the field, and chooses the method. */
export function planBootstrap(
  statistic: Statistic,
  { x, y }: BootstrapData,
  { resamples, confidence = 0.95, maxDraws }: BootstrapOptions,
  device: DeviceKind,
): BootstrapMethod {
  whole('resamples', resamples, 2, bootstrapLimits.resamples);
  if (!(confidence > 0 && confidence < 1))
    throw invalid('confidence', `${confidence} is not between 0 and 1`);
  checkColumn('x', x);
  const twoColumns = statistic.kind === 'correlation' || statistic.kind === 'difference-of-means';
  if (twoColumns && !y) throw invalid('y', `a ${statistic.kind} needs a second column`);
  if (twoColumns && y) checkColumn('y', y);
  if (statistic.kind === 'correlation' && y?.length !== x.length) {
    throw invalid('y', `it has ${y?.length} rows, x has ${x.length}; a correlation needs pairs`);
  }
  if (statistic.kind === 'quantile' && !(statistic.p > 0 && statistic.p < 1)) {
    throw invalid('p', `${statistic.p} is not between 0 and 1`);
  }
  if (statistic.kind === 'median' || statistic.kind === 'quantile') return 'order-statistics';
  const draws = resamples * (x.length + (statistic.kind === 'difference-of-means' ? (y?.length ?? 0) : 0));
  return draws <= (maxDraws ?? defaultDraws[device]) ? 'rows' : 'subsets';
}

function checkColumn(field: string, column: Float64Array): void {
  if (column.length < 2 || column.length > bootstrapLimits.rows) {
    throw invalid(field, `it has ${column.length} rows; from 2 to ${bootstrapLimits.rows} are possible`);
  }
  const bad = column.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw invalid(field, `row ${bad} is ${column[bad]}, not a finite number`);
}

function invalid(field: string, reason: string) {
  return errors.InvalidModel({ field, reason });
}
