export {
  adminJobsQuery,
  deadLettersQuery,
  type EndedAttempt,
  type JobDetail,
  type JobPage,
  type JobState,
  type JobSummary,
  type Requeued,
  requeueQuery,
} from './admin/jobs.js';
export type {
  DatasetSummary,
  DatasetsOverview,
  Overview,
  PoolOverview,
  Problem,
  ReplicaOverview,
  RunningJob,
  UnavailablePart,
  WorkerOverview,
} from './admin/overview.js';
export type { PodSummary, Pods } from './admin/pods.js';
export {
  type PoolScaling,
  type Scaling,
  type ScalingChange,
  type ScalingMode,
  type ScalingReason,
  type ScalingStatus,
  scalingMode,
  scalingReason,
} from './admin/scaling.js';
export { type AdminSession, adminSession, openSessionBody } from './admin/session.js';
export { type BootstrapParams, bootstrapParams } from './api/compute/bootstrap-params.js';
export { type KmeansParams, kmeansParams } from './api/compute/kmeans-params.js';
export {
  type BootstrapResultAnswer,
  bootstrapResult,
  computeDevice,
  histogram,
  type KmeansResultAnswer,
  kmeansResult,
  type SimulateResultAnswer,
  simulateResult,
} from './api/compute/results.js';
export { type SimulateParams, simulateParams } from './api/compute/simulate-params.js';
export {
  type DatasetDetail,
  type DatasetItem,
  datasetDetail,
  datasetItem,
  datasetList,
  listDatasetsQuery,
  type PutDatasetBody,
  patchDatasetBody,
  putDatasetBody,
} from './api/datasets.js';
export {
  datasetEventData,
  datasetEventTypes,
  type EventEnvelope,
  eventEnvelope,
  eventsQuery,
  hubCacheEventsQuery,
  jobEventData,
  jobEventsQuery,
  jobEventTypes,
  resetEventData,
} from './api/events.js';
export {
  poolOfJob,
  type QueryParams,
  queryParams,
  type UserJobKind,
  userJobKindNames,
  userJobKinds,
} from './api/job-kinds.js';
export {
  type JobLogPiece,
  type JobLogsAnswer,
  jobLogPiece,
  jobLogs,
  jobLogsQuery,
  jobLogText,
} from './api/job-logs.js';
export {
  jobResultQuery,
  listJobsQuery,
  type QueryResultAnswer,
  type QueuePlaceAnswer,
  queryResult,
  queuePlace,
  type ScenariosResultAnswer,
  type SubmitJobBody,
  scenariosResult,
  submitJobBody,
  type UserJobDetail,
  type UserJobItem,
  userJobDetail,
  userJobItem,
} from './api/jobs.js';
export { pageQuery } from './api/pages.js';
export {
  type RevisionDetailAnswer,
  type RevisionItem,
  revisionDetail,
  revisionItem,
  revisionStep,
} from './api/revisions.js';
export {
  type CreatedToken,
  type CreateTokenBody,
  createdToken,
  createTokenBody,
  listTokensQuery,
  type NamespaceItem,
  namespaceItem,
  ownerName,
  putNamespaceBody,
  type TokenItem,
  tokenItem,
  type WhoAmI,
  whoAmI,
} from './api/tokens.js';
export { type UploadAnswer, uploadAnswer, uploadQuery } from './api/uploads.js';
export {
  type CreatedWebhook,
  type CreateWebhookBody,
  createdWebhook,
  createWebhookBody,
  deliveryStates,
  listDeliveriesQuery,
  patchWebhookBody,
  type WebhookDelivery,
  type WebhookItem,
  webhookDelivery,
  webhookItem,
} from './api/webhooks.js';
export { type ErrorCode, errorFacts, errors } from './errors/catalogue.js';
export type { ErrorFacts } from './errors/define.js';
export {
  type ErrorBody,
  type ErrorDetails,
  RowhouseError,
  type StoredError,
} from './errors/rowhouse-error.js';
export { anyErrors } from './openapi/error-groups.js';
export { deliveredEvent } from './openapi/event-operations.js';
export { answerHeaders } from './openapi/headers.js';
export {
  errorAnswer,
  type Operation,
  type OperationAnswer,
  operationTags,
} from './openapi/operation.js';
export { adminOperations, apiOperations } from './openapi/operations.js';
export type {
  ConfigInfo,
  ConfigItem,
  ConfigParquet,
  ConfigSize,
  ConfigSizes,
  ConfigSplitNames,
  DatasetInfo,
  DatasetInfos,
  DatasetParquet,
  DatasetSizes,
  DatasetSplitNames,
  FailedConfigItem,
  HubCache,
  IsValid,
  ParquetFileItem,
  PreviousJob,
  SplitInfo,
  SplitItem,
  SplitSize,
} from './viewer/answers.js';
export type {
  CompatibleLibraries,
  CompatibleLibrary,
  CroissantCrumbs,
  CroissantNode,
  LoadingCode,
  OptInOutUrls,
  PresidioEntities,
  PresidioSample,
} from './viewer/derived.js';
export {
  type Feature,
  type FeatureColumn,
  type Features,
  featuresOf,
  type StructFeature,
} from './viewer/feature.js';
export type {
  FirstRows,
  PaginatedRows,
  RowItem,
  SearchedRows,
  SearchHighlight,
  SearchRow,
} from './viewer/rows.js';
export type {
  BooleanStatistics,
  CategoricalStatistics,
  ColumnStatistics,
  ColumnType,
  DatetimeStatistics,
  FrequentValue,
  FurtherStatistics,
  Histogram,
  NumericalStatistics,
  Quantiles,
  SplitStatistics,
  StructStatistics,
} from './viewer/statistics.js';
