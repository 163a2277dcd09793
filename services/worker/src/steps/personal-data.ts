import type { PresidioEntities } from '@rowhouse/contract';
import { scanTexts } from '@rowhouse/tables';
import { failedInputs, succeeded } from './inputs.js';
import { maxSamples, scanLimits, Tally } from './personal-data/tally.js';
import type { StepContext } from './step-context.js';
import { tableOf } from './table-of.js';

/** Looks for personal data in the texts of a split. */
export async function splitPresidioScan(context: StepContext): Promise<PresidioEntities> {
  const { task, engine, progress } = context;
  const { config, split } = task.key;
  const tally = new Tally({ config, split });
  const scan = await scanTexts(engine, {
    ...(await tableOf(context)),
    limits: scanLimits,
    visit: (text, row, column) => tally.add(text, row, column),
    onProgress: (part) => progress(part * 0.98),
  });
  return tally.result(scan);
}

/** The sums over all splits that could be scanned. */
export function datasetPresidioEntities({ task }: StepContext): PresidioEntities {
  const parts = succeeded<PresidioEntities>(task, 'split-presidio-scan').map(({ content }) => content);
  const [first] = parts;
  if (!first) throw new Error('the sum of scans was started without one');
  const sum = (count: (part: PresidioEntities) => number) =>
    parts.reduce((total, part) => total + count(part), 0);
  const types = Object.keys(first.num_rows_with_entities);
  const samples = parts.flatMap((part) => part.samples);
  return {
    ...first,
    scanned_columns: [...new Set(parts.flatMap((part) => part.scanned_columns))],
    num_rows_with_phone_number_entities: sum((part) => part.num_rows_with_phone_number_entities),
    num_rows_with_email_address_entities: sum((part) => part.num_rows_with_email_address_entities),
    num_rows_with_sensitive_pii: sum((part) => part.num_rows_with_sensitive_pii),
    num_scanned_rows: sum((part) => part.num_scanned_rows),
    has_scanned_columns: parts.some((part) => part.has_scanned_columns),
    full_scan:
      parts.every((part) => part.full_scan) && failedInputs(task, 'split-presidio-scan').length === 0,
    num_rows_with_entities: Object.fromEntries(
      types.map((type) => [type, sum((part) => part.num_rows_with_entities[type] ?? 0)]),
    ),
    samples: types.flatMap((type) => samples.filter((sample) => sample.type === type).slice(0, maxSamples)),
  };
}
