import type { OptInOutUrls } from '@rowhouse/contract';
import type { StepName } from '@rowhouse/datasets';
import { countUrls } from '@rowhouse/tables';
import { failedInputs, splitTable, succeeded } from './inputs.js';
import type { StepContext } from './step-context.js';
import { tableOf } from './table-of.js';

/** The columns of a split that hold URLs, and the URLs in them. Nobody is asked what their owners want. */
export async function splitOptInOutUrls(context: StepContext): Promise<OptInOutUrls> {
  const { task, engine, progress } = context;
  const { columns, urls } = await countUrls(engine, {
    ...(await tableOf(context)),
    onProgress: (part) => progress(part * 0.98),
  });
  return {
    urls_columns: columns,
    has_urls_columns: columns.length > 0,
    num_opt_in_urls: 0,
    num_opt_out_urls: 0,
    num_scanned_rows: splitTable(task).numRows,
    num_urls: urls,
    full_scan: true,
    opt_out_registry: null,
  };
}

export function configOptInOutUrls({ task }: StepContext): OptInOutUrls {
  return sumOf(task, 'split-opt-in-out-urls-count');
}

export function datasetOptInOutUrls({ task }: StepContext): OptInOutUrls {
  return sumOf(task, 'config-opt-in-out-urls-count');
}

function sumOf(task: StepContext['task'], step: StepName): OptInOutUrls {
  const parts = succeeded<OptInOutUrls>(task, step).map(({ content }) => content);
  const sum = (count: 'num_opt_in_urls' | 'num_opt_out_urls' | 'num_scanned_rows' | 'num_urls') =>
    parts.reduce((total, part) => total + part[count], 0);
  return {
    urls_columns: [...new Set(parts.flatMap((part) => part.urls_columns))],
    has_urls_columns: parts.some((part) => part.has_urls_columns),
    num_opt_in_urls: sum('num_opt_in_urls'),
    num_opt_out_urls: sum('num_opt_out_urls'),
    num_scanned_rows: sum('num_scanned_rows'),
    num_urls: sum('num_urls'),
    full_scan: parts.every((part) => part.full_scan) && failedInputs(task, step).length === 0,
    opt_out_registry: parts[0]?.opt_out_registry ?? null,
  };
}
