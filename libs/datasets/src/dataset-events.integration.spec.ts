import { jest } from '@jest/globals';
import { datasetEventData, datasetEventTypes, errors } from '@rowhouse/contract';
import { DatasetsFixture, uploaded } from './datasets-fixture.js';

jest.setTimeout(60_000);

describe('events of datasets', () => {
  let fixture: DatasetsFixture;
  beforeAll(async () => {
    fixture = await DatasetsFixture.open();
  });
  afterAll(() => fixture?.close());
  beforeEach(() => fixture.database.primary.query('TRUNCATE event_inbox'));

  const told = async () => {
    const { rows } = await fixture.database.primary.query<{
      topic: string;
      owner: string;
      subject: string;
      private: boolean;
      data: Record<string, unknown>;
    }>('SELECT topic, owner, subject, private, data FROM event_inbox WHERE job_id IS NULL ORDER BY id');
    for (const { topic, data } of rows) {
      datasetEventData.parse(data);
      expect(datasetEventTypes).toContain(topic);
    }
    return rows;
  };
  const topics = async () => (await told()).map(({ topic }) => topic);

  it('tell of its birth, its changes and its end, but not of nothing', async () => {
    const { store } = fixture.datasets;
    await store.put('me', 'cars', {});
    await fixture.datasets.namespaces.claim('me', 'alice');
    await store.put('me', 'cars', {});
    await store.put('me', 'cars', { description: 'all of them', private: true });
    await store.update('me', 'cars', { description: 'some of them' });
    await store.delete('me', 'cars');
    const events = await told();
    expect(events.map(({ topic, private: hidden }) => [topic, hidden])).toEqual([
      ['dataset.created', false],
      ['dataset.changed', true],
      ['dataset.changed', true],
      ['dataset.deleted', true],
    ]);
    expect(events[0]).toMatchObject({ owner: '', subject: 'me/cars', data: { dataset: 'me/cars' } });
    expect(events[1]?.owner).toBe('alice');
    expect(events[1]?.data.changed).toEqual(['description', 'private']);
    expect(events[2]?.data.changed).toEqual(['description']);
  });

  it('tell of a revision from its commit to the moment when readers see it', async () => {
    const { revision: first } = await fixture.datasets.commit('me', 'trains', {
      files: [uploaded('train.csv')],
      replace: false,
    });
    expect(await topics()).toEqual(['dataset.created', 'dataset.committed', 'dataset.served']);
    await fixture.drain(({ step }) =>
      step === 'split-statistics' ? { error: errors.UnexpectedError() } : { content: '{}' },
    );
    const steps = (await told()).filter(({ topic }) => topic.startsWith('dataset.step.'));
    const places = steps.map(({ data }) => `${data.step} ${data.config} ${data.split}`);
    expect(new Set(places).size).toBe(places.length);
    expect(places).toContain('dataset-size null null');
    expect(places).toContain('split-parquet default train');
    const failed = steps.filter(({ topic }) => topic === 'dataset.step.failed');
    expect(failed.map(({ data }) => [data.step, data.error])).toEqual([
      ['split-statistics', { code: 'UnexpectedError', error: 'The job runner raised an unexpected error.' }],
    ]);
    expect((await told()).at(-1)).toMatchObject({
      topic: 'dataset.processed',
      data: { revision: first, state: 'ready', number: 1 },
    });
    await fixture.database.primary.query('TRUNCATE event_inbox');
    const { revision: second } = await fixture.datasets.commit('me', 'trains', {
      files: [uploaded('train.csv', 'others')],
      replace: false,
    });
    expect(await topics()).toEqual(['dataset.committed']);
    await fixture.drain();
    expect((await told()).filter(({ topic }) => topic === 'dataset.served')).toMatchObject([
      { data: { revision: second, previous: first } },
    ]);
  });

  it('tell of a revision that is left out once, not of each of its steps', async () => {
    const commit = (content: string) =>
      fixture.datasets.commit('me', 'planes', { files: [uploaded('train.csv', content)], replace: false });
    await commit('1');
    await fixture.drain();
    const { revision } = await commit('2');
    await fixture.database.primary.query('TRUNCATE event_inbox');
    await commit('3');
    const events = await told();
    expect(events.map(({ topic }) => topic)).toEqual(['dataset.committed', 'dataset.processed']);
    expect(events[1]?.data).toMatchObject({ revision, state: 'superseded' });
  });

  it('tell of a revision without any table that it has ended', async () => {
    await fixture.datasets.commit('me', 'notes', { files: [uploaded('README.txt')], replace: false });
    const events = await told();
    expect(events.map(({ topic, data }) => [topic, data.state])).toContainEqual([
      'dataset.processed',
      'failed',
    ]);
  });
});
