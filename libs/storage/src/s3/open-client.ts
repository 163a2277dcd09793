import { S3Client } from '@aws-sdk/client-s3';

/** Streams that are being read hold a connection each. */
const maxSockets = 256;

/**
 * A client whose region and credentials come from the standard AWS environment: keys, a web identity, a role of the
 * container or the machine. An `endpoint` of somebody else gets the bucket in the path, which all of them understand.
 */
export function openClient(endpoint?: string): S3Client {
  return new S3Client({
    ...(endpoint ? { endpoint, forcePathStyle: true } : {}),
    // Older stores, and those of others, refuse the checksums that Amazon's takes with every request.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    maxAttempts: 5,
    requestHandler: {
      connectionTimeout: 5000,
      socketTimeout: 60_000,
      httpAgent: { keepAlive: true, maxSockets },
      httpsAgent: { keepAlive: true, maxSockets },
    },
  });
}
