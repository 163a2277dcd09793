import type { NumericalStatistics } from '@rowhouse/contract';
import { exactDecimal } from '../page/exact-number.js';
import type { ColumnSource } from './column.js';
import { floatStatistics } from './floats.js';

/** Digits that a double holds for sure. */
const DOUBLE_DIGITS = 15;

/** Statistics of decimals: as floats, but with every digit of the ends where a double would lose some. */
export async function decimalStatistics(source: ColumnSource, width: number): Promise<NumericalStatistics> {
  const described = await floatStatistics(source);
  if (width <= DOUBLE_DIGITS || described.min === null) return described;
  const { min, max } = await source.queries.aggregate(source.table, source.column, (x) => ({
    min: `min(${x})::VARCHAR`,
    max: `max(${x})::VARCHAR`,
  }));
  return {
    ...described,
    min: end(described.min, String(min)),
    max: end(described.max ?? 0, String(max)),
  };
}

function end(rounded: number, text: string): number {
  const digits = text.replace(/\..*|\D/g, '').length;
  return digits + 5 > DOUBLE_DIGITS ? (exactDecimal(text) as unknown as number) : rounded;
}
