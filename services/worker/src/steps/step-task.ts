import type { InputFile, MediaInput, StepInput, StepKey } from '@rowhouse/datasets';

/** One step to compute; all that comes from the database is in it. */
export interface StepTask {
  key: StepKey;
  datasetName: string;
  inputs: StepInput[];
  files: (InputFile & { config: string; split: string })[];
  /** All media of the revision, for the step that makes tables of files. */
  media: MediaInput[];
}
