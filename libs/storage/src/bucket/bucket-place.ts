import { checkBlobKey } from '../blob-key.js';

/** A bucket and what the names of its objects begin with: empty, or ending in '/'. */
export interface BucketPlace {
  bucket: string;
  root: string;
}

const place = /^(?:s3|gs):\/\/([a-z0-9][a-z0-9._-]{1,61}[a-z0-9])(?:\/(.*))?$/;

/** The place that `s3://bucket/prefix` or `gs://bucket/prefix` names. @throws TypeError */
export function bucketPlace(url: string): BucketPlace {
  const [, bucket, path = ''] = place.exec(url) ?? [];
  if (bucket === undefined) {
    const protocol = url.startsWith('gs:') ? 'gs' : 's3';
    throw new TypeError(
      `The URL of the blob store is not valid; use ${protocol}://bucket or ${protocol}://bucket/prefix`,
    );
  }
  const prefix = path.replace(/\/$/, '');
  if (prefix === '') return { bucket, root: '' };
  checkBlobKey(prefix);
  return { bucket, root: `${prefix}/` };
}
