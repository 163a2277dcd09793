import { jest } from '@jest/globals';
import { waitFor } from '@rowhouse/testing';
import { EventsBench } from '../../test/events-bench.js';
import type { EventKeeper } from './event-keeper.js';
import { EventTail } from './event-tail.js';
import type { LoggedEvent } from './logged-event.js';

jest.setTimeout(60_000);

describe.each(['postgres', 'rabbitmq'] as const)('the log of events (%s)', (driver) => {
  let bench: EventsBench;
  let keepers: EventKeeper[] = [];
  let tails: EventTail[] = [];
  beforeAll(async () => {
    bench = await EventsBench.open(driver);
  });
  afterAll(() => bench?.close());
  afterEach(async () => {
    await Promise.all([...keepers, ...tails].map((each) => ('stop' in each ? each.stop() : each.close())));
    [keepers, tails] = [[], []];
    await bench.clear();
  });

  const keep = async (options = {}) => {
    const keeper = bench.keeper(options);
    keepers.push(keeper);
    await keeper.start();
    return keeper;
  };
  const tail = () => {
    const made = new EventTail(bench.eventLog, bench.messaging.events, { pollMs: 50 });
    tails.push(made);
    return made;
  };
  /** Follows all events; `seen` grows. */
  const follow = async (through = tail()) => {
    const seen: LoggedEvent[] = [];
    const gaps: number[] = [];
    const { position, unfollow } = await through.follow({
      onEvent: (event) => void seen.push(event),
      onGap: () => void gaps.push(seen.length),
    });
    return { seen, gaps, position, unfollow, numbers: () => seen.map(({ data }) => data.n) };
  };
  const until = (what: string, condition: () => boolean) =>
    waitFor(condition, { what, deadlineMs: 20_000, intervalMs: 5 });
  const all = async () => bench.eventLog.after(0, 100_000);

  it('does not miss the event of a transaction that commits late', async () => {
    await keep();
    const { seen, numbers } = await follow();
    const { promise: held, resolve: commit } = Promise.withResolvers<void>();
    const { promise: isWritten, resolve: written } = Promise.withResolvers<void>();
    const late = bench.write({ data: { n: 'late' } }, () => {
      written();
      return held;
    });
    await isWritten;
    await bench.write({ data: { n: 'early' } });
    await until('the early event', () => seen.length === 1);
    commit();
    await late;
    await until('the late event', () => seen.length === 2);
    expect(numbers()).toEqual(['early', 'late']);
    expect(seen.map(({ position }) => position)).toEqual([1, 2]);
  });

  it('keeps nothing of a transaction that is rolled back', async () => {
    const failing = bench.write({}, () => Promise.reject(new Error('not after all')));
    await expect(failing).rejects.toThrow('not after all');
    await bench.write({ data: { n: 1 } });
    const keeper = bench.keeper();
    expect(await keeper.sequence()).toBe(1);
    expect(await keeper.sequence()).toBe(0);
    expect((await all()).map(({ data }) => data)).toEqual([{ n: 1 }]);
  });

  it('gives each event one place, without gaps, however many keepers and writers there are', async () => {
    await Promise.all([keep(), keep()]);
    const more = [bench.keeper(), bench.keeper(), bench.keeper()];
    const writers = 8;
    const each = 40;
    let writing = true;
    const sequencing = more.map(async (keeper) => {
      while (writing) await keeper.sequence();
    });
    await Promise.all(
      Array.from({ length: writers }, async (_, writer) => {
        for (let n = 0; n < each; n++) await bench.write({ data: { writer, n } });
      }),
    );
    writing = false;
    await Promise.all(sequencing);
    const events = await waitFor(
      async () => {
        const found = await all();
        return found.length === writers * each ? found : null;
      },
      { what: 'all events to be in the log' },
    );
    expect(events.map(({ position }) => position)).toEqual(events.map((_, index) => index + 1));
    for (let writer = 0; writer < writers; writer++) {
      const own = events.filter(({ data }) => data.writer === writer).map(({ data }) => data.n);
      expect(own).toEqual(Array.from({ length: each }, (_, n) => n));
    }
  });

  it('is followed without a gap or a repetition by readers that come, go and resume', async () => {
    await keep();
    const shared = tail();
    const writers = 4;
    const each = 60;
    let writing = true;
    const reader = async (index: number) => {
      let last = 0;
      const heard: number[] = [];
      const take = ({ position }: LoggedEvent) => {
        if (position <= last) return;
        last = position;
        heard.push(position);
      };
      const through = index % 2 === 0 ? shared : tail();
      for (let round = 0; writing || last < writers * each; round++) {
        const waiting: LoggedEvent[] = [];
        let live = false;
        const { position, unfollow } = await through.follow({
          onEvent: (event) => (live ? take(event) : waiting.push(event)),
          onGap: () => undefined,
        });
        for (const event of await bench.eventLog.matching(
          { topics: ['dataset.changed'] },
          { after: last, upTo: position, limit: 10_000 },
        )) {
          take(event);
        }
        for (const event of waiting) take(event);
        live = true;
        const goal = last + 5 + ((index + round) % 13);
        await until('some more events', () => last >= Math.min(goal, writers * each));
        unfollow();
      }
      return heard;
    };
    const reading = Promise.all([0, 1, 2].map(reader));
    await Promise.all(
      Array.from({ length: writers }, async () => {
        for (let n = 0; n < each; n++) await bench.write();
      }),
    );
    writing = false;
    const expected = Array.from({ length: writers * each }, (_, index) => index + 1);
    for (const heard of await reading) expect(heard).toEqual(expected);
  });

  it('hears again of what happens after nobody has listened for a while', async () => {
    await keep();
    const through = tail();
    const first = await follow(through);
    await bench.write({ data: { n: 1 } });
    await until('the first event', () => first.seen.length === 1);
    first.unfollow();
    await bench.write({ data: { n: 2 } });
    await waitFor(async () => (await all()).length === 2, { what: 'the second event to be logged' });
    const second = await follow(through);
    expect(second.position).toBe(2);
    await bench.write({ data: { n: 3 } });
    await until('the third event', () => second.seen.length === 1);
    expect([first.numbers(), second.numbers()]).toEqual([[1], [3]]);
  });

  it('answers by job, by owner, by dataset and by topic', async () => {
    const job = '00000000-0000-7000-8000-000000000001';
    await bench.write({ topic: 'job.created', jobId: job, subject: 'me/cars' });
    await bench.write({ topic: 'dataset.created', owner: 'me', subject: 'me/cars' });
    await bench.write({ topic: 'dataset.created', owner: 'me', subject: 'me/trains' });
    await bench.keeper().sequence();
    const found = async (filter: Parameters<typeof bench.eventLog.matching>[0]) =>
      (await bench.eventLog.matching(filter, { after: 0, upTo: 3, limit: 10 })).map(
        ({ position }) => position,
      );
    expect(await found({ jobId: job })).toEqual([1]);
    expect(await found({ jobsOf: 'ann' })).toEqual([1]);
    expect(await found({ jobsOf: 'me' })).toEqual([]);
    expect(await found({ dataset: 'me/cars' })).toEqual([2]);
    expect(await found({ topics: ['dataset.created'] })).toEqual([2, 3]);
  });

  it('deletes what is too old or too much, but nothing that webhooks still need', async () => {
    for (let n = 1; n <= 10; n++) await bench.write({ data: { n } });
    const keeper = bench.keeper({ retentionRows: 4 });
    await keeper.sequence();
    expect(await keeper.prune()).toBe(0);
    await bench.db.primary.query('UPDATE webhook_cursor SET position = 5');
    expect(await keeper.prune()).toBe(5);
    await bench.db.primary.query('UPDATE webhook_cursor SET position = 10');
    expect(await keeper.prune()).toBe(1);
    expect(await keeper.prune()).toBe(0);
    expect(await bench.eventLog.bounds()).toEqual({ head: 10, prunedTo: 6 });
    expect((await all()).map(({ data }) => data.n)).toEqual([7, 8, 9, 10]);
    await bench.db.primary.query(`UPDATE event SET at = at - interval '2 h' WHERE position <= 8`);
    expect(await bench.keeper().prune()).toBe(2);
    expect(await bench.eventLog.bounds()).toEqual({ head: 10, prunedTo: 8 });
    await bench.write({ data: { n: 11 } });
    await keeper.sequence();
    expect((await all()).map(({ position }) => position)).toEqual([9, 10, 11]);
  });

  it('tells followers of events that were deleted before they were read', async () => {
    const { seen, gaps } = await follow();
    await bench.db.primary.query('UPDATE event_position SET position = 5, pruned_to = 5');
    await bench.write({ data: { n: 6 } });
    await keep();
    await until('the gap', () => gaps.length === 1);
    expect(seen).toEqual([]);
  });

  it('tells the bus of datasets, by their topics', async () => {
    const topics: string[] = [];
    const end = await bench.messaging.events.subscribe('dataset.#', (topic) => void topics.push(topic));
    await bench.write({ topic: 'dataset.step.failed' });
    await bench.write({ topic: 'job.created', jobId: '00000000-0000-7000-8000-000000000001' });
    await bench.write({ topic: 'dataset.served' });
    await keep();
    await until('the events', () => topics.length >= 2);
    await end();
    expect(topics).toEqual(['dataset.step.failed', 'dataset.served']);
  });
});
