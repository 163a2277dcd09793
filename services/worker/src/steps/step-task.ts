import type { InputFile, StepInput, StepKey } from '@rowhouse/datasets';

/** One step to compute; all that comes from the database is in it. */
export interface StepTask {
  key: StepKey;
  datasetName: string;
  inputs: StepInput[];
  files: (InputFile & { config: string; split: string })[];
}
