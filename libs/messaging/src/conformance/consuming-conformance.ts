import { describe, expect, it } from '@jest/globals';
import { eventually } from './eventually.js';
import { jobMessages } from './job-messages.js';
import type { CurrentFixture } from './job-queue-fixture.js';
import { Recorder } from './recorder.js';

const NOTHING_LEFT = { ready: 0, unacknowledged: 0, deadLettered: 0 };

export function consumingConformance(current: CurrentFixture): void {
  describe('consuming', () => {
    it('removes a message when its handler is done, not before', async () => {
      const { queue } = current();
      const seen = new Recorder().hold();
      await queue.consume('cpu', 1, seen.handle);
      await queue.publish('cpu', jobMessages(1));
      await seen.received(1);
      expect(await queue.depth('cpu')).toEqual({ ready: 0, unacknowledged: 1, deadLettered: 0 });
      seen.letGo();
      await eventually('it is gone', async () => expect(await queue.depth('cpu')).toEqual(NOTHING_LEFT));
      expect(seen.deliveries).toHaveLength(1);
    });

    it('counts what is ready and what is not acknowledged', async () => {
      const { queue } = current();
      await queue.publish('cpu', jobMessages(5));
      expect(await queue.depth('cpu')).toEqual({ ready: 5, unacknowledged: 0, deadLettered: 0 });
      const seen = new Recorder().hold();
      await queue.consume('cpu', 2, seen.handle);
      await seen.received(2);
      await eventually('two of five are taken', async () =>
        expect(await queue.depth('cpu')).toEqual({ ready: 3, unacknowledged: 2, deadLettered: 0 }),
      );
      seen.letGo();
      await eventually('all are done', async () => expect(await queue.depth('cpu')).toEqual(NOTHING_LEFT));
    });

    it('never hands out more than the prefetch at once, and that many', async () => {
      const { queue } = current();
      await queue.publish('cpu', jobMessages(10));
      const seen = new Recorder().hold();
      await queue.consume('cpu', 3, seen.handle);
      await seen.received(3);
      await eventually('the rest stays', async () => (await queue.depth('cpu')).ready === 7);
      seen.letGo();
      await seen.received(10);
      expect(seen.mostRunning).toBe(3);
    });

    it('delivers in the order of publishing', async () => {
      const { queue } = current();
      await queue.publish('cpu', jobMessages(25, 'first'));
      await queue.publish('cpu', jobMessages(25, 'second'));
      const seen = new Recorder();
      await queue.consume('cpu', 1, seen.handle);
      await seen.received(50);
      const expected = [...jobMessages(25, 'first'), ...jobMessages(25, 'second')];
      expect(seen.jobIds).toEqual(expected.map(({ jobId }) => jobId));
    });

    it('spreads 1,000 messages over 4 consumers, each handled exactly once', async () => {
      const { queue } = current();
      const peer = await current().openPeer();
      const recorders = Array.from({ length: 4 }, () => new Recorder());
      for (const [index, recorder] of recorders.entries()) {
        await (index % 2 ? peer.queue : queue).consume('cpu', 10, recorder.handle);
      }
      await queue.publish('cpu', jobMessages(1000));
      const total = () => recorders.reduce((sum, { deliveries }) => sum + deliveries.length, 0);
      await eventually('1,000 deliveries', () => total() >= 1000);
      await eventually('nothing is left', async () => expect(await queue.depth('cpu')).toEqual(NOTHING_LEFT));
      expect(total()).toBe(1000);
      expect(new Set(recorders.flatMap(({ jobIds }) => jobIds)).size).toBe(1000);
    });

    it('drains on stop: running handlers end, the rest stays for others', async () => {
      const { queue } = current();
      await queue.publish('cpu', jobMessages(5));
      const seen = new Recorder().hold();
      const consumer = await queue.consume('cpu', 2, seen.handle);
      await seen.received(2);
      let stopped = false;
      const stopping = consumer.stop().then(() => {
        stopped = true;
      });
      await queue.publish('cpu', jobMessages(1, 'late'));
      await eventually('the rest is ready', async () => (await queue.depth('cpu')).ready === 4);
      expect(stopped).toBe(false);
      seen.letGo();
      await stopping;
      expect(seen.deliveries).toHaveLength(2);
      expect(await queue.depth('cpu')).toEqual({ ready: 4, unacknowledged: 0, deadLettered: 0 });
      await consumer.stop();

      const other = new Recorder();
      await queue.consume('cpu', 1, other.handle);
      await other.received(4);
      expect(other.jobIds).toEqual(['job-2', 'job-3', 'job-4', 'late-0']);
    });

    it('close stops the consumers and waits for their handlers', async () => {
      const peer = await current().openPeer();
      const seen = new Recorder().hold();
      await peer.queue.consume('cpu', 1, seen.handle);
      await peer.queue.publish('cpu', jobMessages(1));
      await seen.received(1);
      const closing = peer.queue.close();
      seen.letGo();
      await closing;
      expect(seen.running).toBe(0);
      expect(await current().queue.depth('cpu')).toEqual(NOTHING_LEFT);
    });
  });
}
