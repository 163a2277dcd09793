import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { EventBus } from '../ports/event-bus.js';
import { eventually } from './eventually.js';

/** An event bus as another process would open it, with a network that can be broken. */
export interface EventBusPeer {
  events: EventBus;
  /** All its connections are lost; new ones are possible at once. */
  interrupt(): Promise<void>;
}

export interface EventBusFixture {
  events: EventBus;
  openPeer(): Promise<EventBusPeer>;
  /** Also closes the peers. */
  close(): Promise<void>;
}

type Heard = [topic: string, event: unknown];

const TEST_TIMEOUT_MS = 60_000;

/** What every `EventBus` has to do; run it from an integration spec of the driver. */
export function eventBusConformance(driver: string, open: () => Promise<EventBusFixture>): void {
  describe(`${driver} as an event bus`, () => {
    jest.setTimeout(TEST_TIMEOUT_MS);
    let fixture: EventBusFixture;
    beforeEach(async () => {
      fixture = await open();
    });
    afterEach(() => fixture.close());

    it('tells every subscriber, in this process and in others', async () => {
      const peer = await fixture.openPeer();
      const here: Heard[] = [];
      const there: Heard[] = [];
      await fixture.events.subscribe('#', (topic, event) => here.push([topic, event]));
      await peer.events.subscribe('#', (topic, event) => there.push([topic, event]));
      await fixture.events.publish('job.progress.1', { percent: 5, note: 'ü "quoted"\nline' });
      await peer.events.publish('job.state.1', { state: 'running' });
      const both: Heard[] = [
        ['job.progress.1', { percent: 5, note: 'ü "quoted"\nline' }],
        ['job.state.1', { state: 'running' }],
      ];
      await eventually('both are heard here', () => expect(here).toEqual(expect.arrayContaining(both)));
      await eventually('both are heard there', () => expect(there).toEqual(expect.arrayContaining(both)));
      expect([here.length, there.length]).toEqual([2, 2]);
    });

    it('keeps the order of one publisher', async () => {
      const heard: unknown[] = [];
      await fixture.events.subscribe('n', (_, event) => heard.push(event));
      for (let n = 0; n < 50; n++) await fixture.events.publish('n', { n });
      await eventually('all are heard', () => heard.length === 50);
      expect(heard).toEqual(Array.from({ length: 50 }, (_, n) => ({ n })));
    });

    it('tells only what fits the pattern', async () => {
      const heard: Record<string, string[]> = {};
      for (const pattern of ['job.*.7', 'job.#', '#.7', 'dataset.changed', '*']) {
        heard[pattern] = [];
        await fixture.events.subscribe(pattern, (topic) => heard[pattern]?.push(topic));
      }
      for (const topic of ['job', 'job.state.7', 'job.state.8', 'dataset.changed', 'dataset.changed.7']) {
        await fixture.events.publish(topic, {});
      }
      await eventually('the last one is heard', () => heard['#.7']?.includes('dataset.changed.7'));
      await eventually('each pattern has heard its topics', () =>
        expect(heard).toEqual({
          'job.*.7': ['job.state.7'],
          'job.#': ['job', 'job.state.7', 'job.state.8'],
          '#.7': ['job.state.7', 'dataset.changed.7'],
          'dataset.changed': ['dataset.changed'],
          '*': ['job'],
        }),
      );
    });

    it('is silent after the end of a subscription', async () => {
      const ended: string[] = [];
      const kept: string[] = [];
      const end = await fixture.events.subscribe('t', (topic) => ended.push(topic));
      await fixture.events.subscribe('t', (topic) => kept.push(topic));
      await end();
      await fixture.events.publish('t', {});
      await eventually('the other one hears it', () => kept.length === 1);
      expect(ended).toEqual([]);
    });

    it('refuses an event that is too big, naming limit and size', async () => {
      await expect(fixture.events.publish('t', { text: 'x'.repeat(8000) })).rejects.toMatchObject({
        code: 'EventTooBig',
        details: { limit: 7900, actual: 8033 },
      });
      const heard: unknown[] = [];
      await fixture.events.subscribe('t', (_, event) => heard.push(event));
      const largest = { text: 'ü'.repeat(3930) };
      await fixture.events.publish('t', largest);
      await eventually('the largest one is heard', () => heard.length === 1);
      expect(heard).toEqual([largest]);
    });

    it('goes on after a listener has thrown', async () => {
      const heard: number[] = [];
      await fixture.events.subscribe('t', (_, event) => {
        heard.push((event as { n: number }).n);
        throw new Error('listener');
      });
      await fixture.events.publish('t', { n: 1 });
      await fixture.events.publish('t', { n: 2 });
      await eventually('both are heard', () => heard.length === 2);
    });

    it('resumes after a lost connection and tells of the gap', async () => {
      const peer = await fixture.openPeer();
      const heard: unknown[] = [];
      let gaps = 0;
      await peer.events.subscribe(
        't',
        (_, event) => heard.push(event),
        () => gaps++,
      );
      await peer.interrupt();
      await eventually('the gap is told', () => gaps > 0);
      await fixture.events.publish('t', { n: 1 });
      await eventually('events are heard again', () => heard.length === 1);
      await eventually('events can be published again', () => peer.events.publish('t', { n: 2 }));
      await eventually('its own events are heard', () => heard.length > 1);
    });
  });
}
