import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { eventually } from './eventually.js';
import { jobMessages } from './job-messages.js';
import type { CurrentFixture, JobQueuePeer } from './job-queue-fixture.js';
import { Recorder } from './recorder.js';

/** Publishes until confirmed, as the dispatcher does. */
async function publishUntilConfirmed({ queue }: JobQueuePeer, jobId: string): Promise<void> {
  await eventually(`${jobId} is confirmed`, () => queue.publish('cpu', [{ jobId, attempt: 1 }]));
}

export function lostConnectionConformance(current: CurrentFixture): void {
  describe('lost connections', () => {
    it('resumes consuming by itself', async () => {
      const peer = await current().openPeer();
      const seen = new Recorder();
      await peer.queue.consume('cpu', 5, seen.handle);
      await current().queue.publish('cpu', jobMessages(1, 'before'));
      await seen.received(1);
      await peer.interrupt();
      await current().queue.publish('cpu', jobMessages(3, 'after'));
      await eventually('all arrive', () => expect(new Set(seen.jobIds).size).toBe(4));
    });

    it('survives the loss while a handler runs: the message is not lost', async () => {
      const peer = await current().openPeer();
      const seen = new Recorder().hold();
      await peer.queue.consume('cpu', 1, seen.handle);
      await current().queue.publish('cpu', jobMessages(2));
      await seen.received(1);
      await peer.interrupt();
      seen.letGo();
      await eventually('both are handled', () => expect(new Set(seen.jobIds).size).toBe(2));
      await eventually('both are settled', async () =>
        expect(await peer.queue.depth('cpu')).toEqual({ ready: 0, unacknowledged: 0, deadLettered: 0 }),
      );
    });

    it('loses nothing that was confirmed while connections break', async () => {
      const writer = await current().openPeer();
      const reader = await current().openPeer();
      const seen = new Recorder();
      await reader.queue.consume('cpu', 10, seen.handle);
      const count = 60;
      const publishing = (async () => {
        for (let index = 0; index < count; index++) await publishUntilConfirmed(writer, `job-${index}`);
      })();
      for (let round = 0; round < 3; round++) {
        await sleep(100);
        await writer.interrupt();
        await reader.interrupt();
      }
      await publishing;
      await eventually('every message arrives', () => expect(new Set(seen.jobIds).size).toBe(count));
    });

    it('rejects a publish with a retryable error while the server is out of reach', async () => {
      const peer = await current().openPeer();
      await peer.queue.publish('cpu', jobMessages(1, 'before'));
      await peer.disconnect();
      await expect(peer.queue.publish('cpu', jobMessages(1, 'during'))).rejects.toMatchObject({
        retryable: true,
      });
      await peer.reconnect();
      await publishUntilConfirmed(peer, 'after');
      const seen = new Recorder();
      await current().queue.consume('cpu', 10, seen.handle);
      await eventually('the confirmed ones arrive', () =>
        expect(seen.jobIds).toEqual(expect.arrayContaining(['before-0', 'after'])),
      );
    });

    it('consumes again after the server was out of reach', async () => {
      const peer = await current().openPeer();
      const seen = new Recorder();
      await peer.queue.consume('cpu', 1, seen.handle);
      await peer.disconnect();
      await current().queue.publish('cpu', jobMessages(2));
      expect(seen.deliveries).toEqual([]);
      await peer.reconnect();
      await eventually('both arrive', () => expect(new Set(seen.jobIds).size).toBe(2));
    });

    it('stops cleanly while the server is out of reach', async () => {
      const peer = await current().openPeer();
      const seen = new Recorder().hold();
      const consumer = await peer.queue.consume('cpu', 1, seen.handle);
      await current().queue.publish('cpu', jobMessages(1));
      await seen.received(1);
      await peer.disconnect();
      const stopping = consumer.stop();
      seen.letGo();
      await stopping;
      expect(seen.running).toBe(0);
      await peer.reconnect();
    });
  });
}
