import { S3ServiceException } from '@aws-sdk/client-s3';
import { errors, RowhouseError } from '@rowhouse/contract';
import { systemCode } from '../file/disk-error.js';

/** Names that S3 and its relatives give to a store without room. */
const full = new Set(['QuotaExceeded', 'XMinioStorageFull', 'XMinioAdminBucketQuotaExceeded', 'StorageFull']);
const refused = new Set([
  'AccessDenied',
  'AllAccessDisabled',
  'ExpiredToken',
  'Forbidden',
  'InvalidAccessKeyId',
  'InvalidToken',
  'SignatureDoesNotMatch',
]);
const withoutCredentials = new Set(['CredentialsProviderError', 'TokenProviderError']);

/** What the caller of a store is told when an operation on `key` failed; what is not the store's passes unchanged. */
export function s3Error(error: unknown, key: string): unknown {
  if (error instanceof RowhouseError || !(error instanceof Error)) return error;
  const options = { cause: error };
  if (withoutCredentials.has(error.name)) return errors.StorageRefused({ reason: 'no-credentials' }, options);
  if (error instanceof S3ServiceException) {
    const status = error.$metadata.httpStatusCode;
    if (error.name === 'NoSuchBucket') return errors.StorageRefused({ reason: 'no-bucket' }, options);
    if (refused.has(error.name) || status === 401 || status === 403)
      return errors.StorageRefused({ reason: 'access-denied' }, options);
    if (full.has(error.name) || status === 507) return errors.StorageFull({ what: 'a file' }, options);
    if (isMissing(error)) return errors.BlobNotFound({ key }, options);
    return errors.StorageUnavailable(undefined, options);
  }
  // The client notes its attempts at every error that it met on the way to the store.
  const ofNetwork = systemCode(error) !== undefined || '$metadata' in error;
  return ofNetwork ? errors.StorageUnavailable(undefined, options) : error;
}

/** A HEAD has no body, so its answer for a missing object has no better name than its status. */
export function isMissing(error: unknown): boolean {
  return error instanceof S3ServiceException && (error.name === 'NoSuchKey' || error.name === 'NotFound');
}
