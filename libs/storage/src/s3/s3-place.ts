import { checkBlobKey } from '../blob-key.js';

/** A bucket and what the names of its objects begin with: empty, or ending in '/'. */
export interface S3Place {
  bucket: string;
  root: string;
}

/** The place that `s3://bucket/prefix` names. @throws TypeError */
export function s3Place(url: string): S3Place {
  const [, bucket, path = ''] = /^s3:\/\/([a-z0-9][a-z0-9._-]{1,61}[a-z0-9])(?:\/(.*))?$/.exec(url) ?? [];
  if (bucket === undefined)
    throw new TypeError('The URL of the blob store is not valid; use s3://bucket or s3://bucket/prefix');
  const prefix = path.replace(/\/$/, '');
  if (prefix === '') return { bucket, root: '' };
  checkBlobKey(prefix);
  return { bucket, root: `${prefix}/` };
}
