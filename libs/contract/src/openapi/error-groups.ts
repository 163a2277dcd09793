import type { ErrorCode } from '../errors/catalogue.js';

/** What anything can answer; the last ones come from the front door. */
export const anyErrors = [
  'MalformedRequest',
  'UriTooLong',
  'RequestHeaderTooLarge',
  'UnexpectedApiError',
  'DatabaseUnavailable',
  'ServerBusy',
  'BadRequest',
  'HeadersTooLong',
  'ServiceUnavailable',
  'ServiceTimeout',
] as const satisfies readonly ErrorCode[];

/** What a read of the database can answer. */
export const readErrors = ['DatabaseBusy', 'InvalidConsistencyToken'] as const satisfies readonly ErrorCode[];

/** What the viewer paths can answer before they look at data. */
export const viewerErrors = [
  ...readErrors,
  'MissingRequiredParameter',
  'InvalidParameter',
  'ExternalUnauthenticatedError',
  'ExternalAuthenticatedError',
  'ResponseNotFound',
  'ResponseNotReady',
] as const satisfies readonly ErrorCode[];

/** Why the step behind an answer failed. */
export const stepErrors = [
  'DataFilesNotFoundError',
  'EmptyDatasetError',
  'DatasetGenerationError',
  'DatasetGenerationCastError',
  'EncryptedParquetError',
  'FileFormatMismatch',
  'FileFormatMismatchBetweenSplitsError',
  'TooBigContentError',
  'TooManyColumnsError',
  'PreviousStepFailedError',
  'StepCancelledError',
  'JobCrashed',
  'JobMemoryExceeded',
  'JobTimedOut',
  'UnexpectedError',
] as const satisfies readonly ErrorCode[];

/** What everything that needs a token can answer. */
export const callerErrors = [
  ...readErrors,
  'TokenRequired',
  'InvalidToken',
] as const satisfies readonly ErrorCode[];

export const datasetReadErrors = [
  ...readErrors,
  'InvalidToken',
  'DatasetNotFound',
] as const satisfies readonly ErrorCode[];

export const datasetWriteErrors = [
  'InvalidName',
  'TokenRequired',
  'InvalidToken',
  'NotAllowed',
  'DatasetNotFound',
  'Conflict',
] as const satisfies readonly ErrorCode[];

/** What is wrong with a JSON body. */
export const bodyErrors = [
  'InvalidBody',
  'PayloadTooLarge',
  'UploadIncomplete',
] as const satisfies readonly ErrorCode[];

/** What a file that is stored can answer. */
export const fileErrors = [
  'InvalidRange',
  'BlobNotFound',
  'StorageUnavailable',
] as const satisfies readonly ErrorCode[];
