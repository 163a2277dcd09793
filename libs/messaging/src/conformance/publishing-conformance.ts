import { describe, expect, it } from '@jest/globals';
import { eventually } from './eventually.js';
import { jobMessages } from './job-messages.js';
import type { CurrentFixture } from './job-queue-fixture.js';
import { Recorder } from './recorder.js';

export function publishingConformance(current: CurrentFixture): void {
  describe('publishing', () => {
    it('delivers what was confirmed', async () => {
      const { queue } = current();
      await queue.declare('cpu');
      await queue.publish('cpu', [{ jobId: 'a', attempt: 3 }]);
      const seen = new Recorder();
      await queue.consume('cpu', 1, seen.handle);
      await seen.received(1);
      expect(seen.deliveries).toEqual([{ jobId: 'a', attempt: 3, redelivered: false, deliveryCount: 1 }]);
    });

    it('delivers to a consumer that waits already', async () => {
      const { queue } = current();
      const seen = new Recorder();
      await queue.consume('cpu', 5, seen.handle);
      await queue.publish('cpu', jobMessages(3));
      await seen.received(3);
      expect(seen.jobIds.sort()).toEqual(['job-0', 'job-1', 'job-2']);
    });

    it('declares the pool by itself', async () => {
      const { queue } = current();
      await queue.publish('never-declared', jobMessages(1));
      expect(await queue.depth('never-declared')).toEqual({ ready: 1, unacknowledged: 0, deadLettered: 0 });
    });

    it('keeps pools apart', async () => {
      const { queue } = current();
      await queue.publish('cpu', jobMessages(2, 'cpu'));
      await queue.publish('gpu', jobMessages(1, 'gpu'));
      const seen = new Recorder();
      await queue.consume('gpu', 5, seen.handle);
      await seen.received(1);
      expect(seen.jobIds).toEqual(['gpu-0']);
      expect((await queue.depth('cpu')).ready).toBe(2);
    });

    it('keeps messages for later processes', async () => {
      const writer = await current().openPeer();
      await writer.queue.publish('cpu', jobMessages(1));
      await writer.crash();
      const seen = new Recorder();
      await current().queue.consume('cpu', 1, seen.handle);
      await seen.received(1);
    });

    it('takes nothing and many', async () => {
      const { queue } = current();
      await queue.publish('cpu', []);
      await queue.publish('cpu', jobMessages(1200));
      await eventually('all are counted', async () => (await queue.depth('cpu')).ready === 1200);
    });

    it('refuses a pool name or message that no worker could use', async () => {
      const { queue } = current();
      await expect(queue.publish('No Pool', jobMessages(1))).rejects.toThrow("pool name 'No Pool'");
      await expect(queue.publish('cpu', [{ jobId: '', attempt: 1 }])).rejects.toThrow('jobId');
      await expect(queue.publish('cpu', [{ jobId: 'a', attempt: 0 }])).rejects.toThrow('attempt');
      expect((await queue.depth('cpu')).ready).toBe(0);
    });
  });
}
