import { describe, expect, it } from '@jest/globals';
import type { Delivery } from '../ports/job-queue.js';
import { eventually } from './eventually.js';
import { jobMessages } from './job-messages.js';
import type { CurrentFixture } from './job-queue-fixture.js';
import { Recorder } from './recorder.js';

export function failureConformance(current: CurrentFixture): void {
  describe('failures', () => {
    it('delivers again after a failed handler, counting', async () => {
      const { queue } = current();
      const seen: Delivery[] = [];
      await queue.consume('cpu', 1, async (delivery) => {
        seen.push(delivery);
        if (seen.length < 3) throw new Error('not yet');
      });
      await queue.publish('cpu', jobMessages(1));
      await eventually('three deliveries', () => seen.length === 3);
      expect(seen.map(({ deliveryCount }) => deliveryCount)).toEqual([1, 2, 3]);
      expect(seen.map(({ redelivered }) => redelivered)).toEqual([false, true, true]);
      await eventually('it is gone', async () =>
        expect(await queue.depth('cpu')).toEqual({ ready: 0, unacknowledged: 0, deadLettered: 0 }),
      );
    });

    it('waits longer before each further delivery', async () => {
      const { queue } = current();
      const times: number[] = [];
      await queue.consume('cpu', 1, async () => {
        times.push(performance.now());
        if (times.length < 3) throw new Error('not yet');
      });
      await queue.publish('cpu', jobMessages(1));
      await eventually('three deliveries', () => times.length === 3);
      const [first = 0, second = 0, third = 0] = times;
      // 100 and 200 ms, less what the timers of two clocks may be apart.
      expect(second - first).toBeGreaterThan(90);
      expect(third - second).toBeGreaterThan(180);
    });

    it('goes on with other messages while one fails', async () => {
      const { queue } = current();
      const seen = new Recorder();
      await queue.consume('cpu', 2, async (delivery) => {
        if (delivery.jobId === 'job-0') throw new Error('poison');
        await seen.handle(delivery);
      });
      await queue.publish('cpu', jobMessages(20));
      await seen.received(19);
      expect(new Set(seen.jobIds).size).toBe(19);
    });

    it('dead-letters after the last allowed delivery', async () => {
      const { queue, maxDeliveries } = current();
      let deliveries = 0;
      await queue.consume('cpu', 1, async () => {
        deliveries++;
        throw new Error('poison');
      });
      await queue.publish('cpu', jobMessages(1));
      await eventually('it is a dead letter', async () =>
        expect(await queue.depth('cpu')).toEqual({ ready: 0, unacknowledged: 0, deadLettered: 1 }),
      );
      expect(deliveries).toBe(maxDeliveries);
      expect(await queue.purgeDeadLetters('elsewhere')).toBe(0);
      expect(await queue.purgeDeadLetters('cpu')).toBe(1);
      expect(await queue.depth('cpu')).toEqual({ ready: 0, unacknowledged: 0, deadLettered: 0 });
    });

    it('delivers elsewhere what a dead consumer held', async () => {
      const { queue } = current();
      const victim = await current().openPeer();
      const held = new Recorder().hold();
      await victim.queue.consume('cpu', 2, held.handle);
      await queue.publish('cpu', jobMessages(2));
      await held.received(2);
      await victim.crash();
      const seen = new Recorder();
      await queue.consume('cpu', 2, seen.handle);
      await seen.received(2);
      expect(seen.jobIds.sort()).toEqual(['job-0', 'job-1']);
      expect(seen.deliveries.map(({ deliveryCount }) => deliveryCount)).toEqual([2, 2]);
      expect(seen.deliveries.every(({ redelivered }) => redelivered)).toBe(true);
      held.letGo();
    });

    it('dead-letters a message whose consumers keep dying', async () => {
      const { queue, maxDeliveries, openPeer } = current();
      await queue.publish('cpu', jobMessages(1));
      for (let death = 1; death <= maxDeliveries; death++) {
        const victim = await openPeer();
        const held = new Recorder().hold();
        await victim.queue.consume('cpu', 1, held.handle);
        await held.received(1);
        expect(held.deliveries[0]?.deliveryCount).toBe(death);
        await victim.crash();
        held.letGo();
      }
      const survivor = new Recorder();
      await queue.consume('cpu', 1, survivor.handle);
      await eventually('it is a dead letter', async () =>
        expect(await queue.depth('cpu')).toEqual({ ready: 0, unacknowledged: 0, deadLettered: 1 }),
      );
      expect(survivor.deliveries).toEqual([]);
    });
  });
}
