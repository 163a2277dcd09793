import type { DatetimeStatistics } from '@rowhouse/contract';
import { queryOne } from '../engine/query.js';
import { isoTimestamp } from '../page/iso-time.js';
import { binCounts } from './bin-counts.js';
import { histOf, integerType } from './bins.js';
import type { ColumnSource } from './column.js';
import { EMPTY } from './empty.js';
import { middleValues } from './middle.js';
import { proportion } from './rounding.js';

const BINS = 10n;

/**
 * Statistics of points in time, given as SQL that makes a timestamp. Dates are printed as
 * `2016-07-01 00:00:00` (with `+0000` when they carry a zone), the deviation as Python prints a
 * `timedelta`. Infinite timestamps count as null.
 */
export async function datetimeStatistics(
  source: ColumnSource,
  timestamp: string,
  zone = false,
): Promise<DatetimeStatistics> {
  const expression = `CASE WHEN isfinite(${timestamp}) THEN epoch_us(${timestamp}) END`;
  const found = await queryOne(
    source.connection,
    `SELECT count(x) AS n, min(x) AS min, max(x) AS max, avg(x)::DOUBLE AS mean, stddev_samp(x::DOUBLE) AS std
     FROM (SELECT ${expression} AS x FROM ${source.table})`,
  );
  const count = Number(found.n);
  const nan = {
    nan_count: source.numRows - count,
    nan_proportion: proportion(source.numRows - count, source.numRows),
  };
  if (count === 0) return { ...nan, ...EMPTY };
  const [min, max] = [found.min as bigint, found.max as bigint];
  const [low, high] = (await middleValues(source, expression, count)) as [bigint, bigint];
  const text = (micros: bigint) => printTime(micros, zone);
  return {
    ...nan,
    min: text(min),
    max: text(max),
    mean: text(BigInt(Math.round(Number(found.mean)))),
    median: text((low + high) / 2n),
    std: found.std === null ? null : printDuration(BigInt(Math.round(Number(found.std)))),
    histogram: await histogramOf(source, expression, { min, max, count, text }),
  };
}

async function histogramOf(
  source: ColumnSource,
  expression: string,
  { min, max, count, text }: { min: bigint; max: bigint; count: number; text: (micros: bigint) => string },
) {
  if (min === max) return { hist: [count], bin_edges: [text(min), text(max)] };
  const width = max - min;
  const type = integerType(min, max, BINS);
  const counts = await binCounts(
    source,
    expression,
    `least((x::${type} - (${min})::${type}) * ${BINS} // ${width}::${type}, ${BINS - 1n})`,
  );
  const edges = Array.from({ length: Number(BINS) + 1 }, (_, i) => min + (width * BigInt(i)) / BINS);
  return { hist: histOf(counts, Number(BINS)), bin_edges: edges.map(text) };
}

function printTime(micros: bigint, zone: boolean): string {
  const seconds = micros < 0n && micros % 1_000_000n !== 0n ? micros / 1_000_000n - 1n : micros / 1_000_000n;
  const iso = isoTimestamp(seconds, 1n) ?? String(micros);
  return iso.replace('T', ' ') + (zone ? '+0000' : '');
}

/** `str(timedelta)`: `3 days, 4:05:06.000007`. */
export function printDuration(micros: bigint): string {
  const days = micros / 86_400_000_000n;
  const rest = Number(micros % 86_400_000_000n);
  const seconds = Math.floor(rest / 1_000_000);
  const two = (value: number) => String(value).padStart(2, '0');
  const fraction = rest % 1_000_000;
  const clock = `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  const tail = fraction === 0 ? '' : `.${String(fraction).padStart(6, '0')}`;
  const prefix = days === 0n ? '' : `${days} day${days === 1n ? '' : 's'}, `;
  return prefix + clock + tail;
}
