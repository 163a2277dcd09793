export { DatasetAccess, type Readable } from './access/dataset-access.js';
export { type NamespaceFacts, Namespaces } from './access/namespaces.js';
export { checkDatasetName, type DatasetId, datasetId, parseDatasetId } from './dataset-name.js';
export { Datasets } from './datasets.js';
export { isStepName, type StepLevel, type StepName, stepDefinition, stepNames } from './graph/steps.js';
export { type DataFormat, dataFormatOf } from './layout/data-format.js';
export { byPlace } from './layout/layout-of.js';
export { type MediaKind, mediaKindOf } from './layout/media-kind.js';
export { folderKind, folderLabels, metadataOf } from './layout/media-places.js';
export { placeOf } from './layout/place-of.js';
export { baseUrlMark, withBaseUrl } from './served/base-url-mark.js';
export { type ServedResult, ServedResults, ServedStepError } from './served/served-results.js';
export type { SplitParquet, SplitParquetFile } from './served/split-parquet.js';
export type { SplitSearchIndex } from './served/split-search-index.js';
export { parquetRef, type StoredFile } from './served/stored-files.js';
export type { CommitRequest } from './store/commits.js';
export { DatasetEntity } from './store/dataset.entity.js';
export type { CommitFile, DatasetRecord } from './store/dataset-record.js';
export type { DatasetChanges, DatasetQuery } from './store/dataset-store.js';
export { datasetsMigrations } from './store/migrations.js';
export { OrphanBlobs } from './store/orphan-blobs.js';
export type { RevisionDetail, RevisionRecord, RevisionState, StepProgress } from './store/revisions.js';
export {
  type InputFile,
  inputFiles,
  type MediaInput,
  mediaInputs,
  type StepInput,
  stepInputs,
  stepIsOpen,
} from './store/step-inputs.js';
export type { StepJobParams, StepKey } from './store/step-key.js';
export type { StepOutcome } from './store/step-results.js';
export { noSuchTable, type TablePlace, tablePlace } from './table-name.js';
