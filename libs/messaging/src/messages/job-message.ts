import { z } from 'zod';
import type { JobMessage } from '../ports/job-queue.js';

const jobMessage = z.object({
  jobId: z.string().min(1).max(200),
  attempt: z.number().int().positive(),
});

export function encodeJobMessage({ jobId, attempt }: JobMessage): Buffer {
  return Buffer.from(JSON.stringify(jobMessage.parse({ jobId, attempt })));
}

/** Null when the bytes are not a job message. */
export function decodeJobMessage(content: Buffer): JobMessage | null {
  try {
    return jobMessage.parse(JSON.parse(content.toString('utf8')));
  } catch {
    return null;
  }
}

/** Refuses what no worker could read, before any of it is sent. */
export function checkJobMessages(messages: readonly JobMessage[]): JobMessage[] {
  return z.array(jobMessage).parse(messages);
}
