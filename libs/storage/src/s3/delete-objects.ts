import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';

/** How stores say that they delete objects one by one only, Google's for one. */
const notInBatches = new Set(['NotImplemented', 'InvalidArgument', 'MethodNotAllowed', 'MalformedXML']);
const atOnce = 16;

/** Deletes up to 1000 objects in one request, or one by one where the store has no such request. */
export async function deleteObjects(
  client: S3Client,
  bucket: string,
  keys: readonly string[],
): Promise<void> {
  try {
    const Objects = keys.map((Key) => ({ Key }));
    const { Errors: [failed] = [] } = await client.send(
      new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }),
    );
    if (failed)
      throw new S3ServiceException({
        name: failed.Code ?? 'InternalError',
        message: failed.Message ?? 'an object of a batch could not be deleted',
        $fault: 'server',
        $metadata: {},
      });
  } catch (error) {
    if (!(error instanceof S3ServiceException && notInBatches.has(error.name))) throw error;
    await deleteEach(client, bucket, keys);
  }
}

async function deleteEach(client: S3Client, bucket: string, keys: readonly string[]): Promise<void> {
  const left = keys.values();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const Key of left) await client.send(new DeleteObjectCommand({ Bucket: bucket, Key }));
    }),
  );
}
