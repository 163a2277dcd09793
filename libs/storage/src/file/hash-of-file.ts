import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';

/** Reads a local file once and makes its bytes durable. */
export async function hashOfFile(path: string): Promise<{ size: number; sha256: string }> {
  const file = await open(path, 'r');
  try {
    const hash = createHash('sha256');
    let size = 0;
    for await (const chunk of file.createReadStream({ autoClose: false, highWaterMark: 1024 * 1024 })) {
      hash.update(chunk);
      size += chunk.byteLength;
    }
    await file.sync();
    return { size, sha256: hash.digest('hex') };
  } finally {
    await file.close();
  }
}
