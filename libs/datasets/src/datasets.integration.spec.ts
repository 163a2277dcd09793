import { jest } from '@jest/globals';
import { errors } from '@rowhouse/contract';
import { DatasetsFixture, uploaded } from './datasets-fixture.js';
import { lateSteps, type StepLevel, stepDefinition, stepNames } from './graph/steps.js';
import { ServedStepError } from './served/served-results.js';
import type { StepJobParams } from './store/step-key.js';
import type { StepOutcome } from './store/step-results.js';

jest.setTimeout(60_000);

describe('datasets', () => {
  let fixture: DatasetsFixture;
  beforeEach(async () => {
    fixture = await DatasetsFixture.open();
  });
  afterEach(() => fixture.close());

  const place = { dataset: 'me/cars', config: 'default', split: 'train' };
  const commit = (...paths: string[]) =>
    fixture.datasets.commit('me', 'cars', { files: paths.map((path) => uploaded(path)), replace: false });

  it('runs every step once and each aggregate once, also when inputs end at the same time', async () => {
    await commit('en/train.csv', 'en/test.csv', 'fr/train.csv', 'fr/test.csv', 'fr/dev.csv');
    const ended = await fixture.drain();
    const names = ended.map(({ step, config, split }) => `${step}|${config}|${split}`);
    expect(new Set(names).size).toBe(names.length);
    const steps = (level: StepLevel) =>
      stepNames.filter((step) => stepDefinition(step).level === level).length;
    expect(names).toHaveLength(steps('split') * 5 + steps('config') * 2 + steps('dataset'));
    const dataset = await fixture.datasets.get('me', 'cars');
    const revision = await fixture.datasets.revisions.get(dataset?.id ?? '', dataset?.headRevision ?? '');
    expect(revision).toMatchObject({ state: 'ready', progress: 1, number: 1 });
  });

  it('takes a thousand configs at once, each with its jobs, and refuses more splits than it can sum up', async () => {
    const configs = (count: number) => Array.from({ length: count }, (_, n) => `c${n}/train.csv`);
    const { datasetId, revision } = await commit(...configs(1000));
    const steps = (await fixture.datasets.revisions.get(datasetId, revision))?.steps ?? [];
    const at = (wanted: StepLevel) =>
      stepNames.filter((step) => stepDefinition(step).level === wanted).length;
    expect(steps).toHaveLength(1000 * (at('split') + at('config')) + at('dataset'));
    const queued = new Map((await fixture.queuedSteps()).map(({ jobId, params }) => [jobId, params]));
    const ready = steps.filter(({ state }) => state === 'queued');
    expect(ready).toHaveLength(queued.size);
    for (const { jobId, step, config } of ready) {
      expect(queued.get(jobId ?? '')).toMatchObject({ step, config, revision });
    }
    expect(new Set(ready.map(({ step }) => step))).toEqual(new Set(['split-parquet', 'config-split-names']));
    const refused = commit(...configs(10_001));
    await expect(refused).rejects.toMatchObject({
      code: 'TooManySplits',
      details: { limit: 10_000, actual: 10_001 },
    });
    expect((await fixture.datasets.get('me', 'cars'))?.headRevision).toBe(revision);
  });

  it('keeps the order of keys and every digit of a result', async () => {
    await commit('train.csv');
    const content = '{"zebra":1,"apple":9007199254740993,"list":[1.0]}';
    await fixture.drain(() => ({ content }));
    expect((await fixture.datasets.served.get('split-first-rows', place)).content).toBe(content);
  });

  it('tells what a conversion has to say, at its step alone', async () => {
    const { datasetId, revision } = await commit('train.csv', 'test.csv');
    const steps = async () => (await fixture.datasets.revisions.get(datasetId, revision))?.steps ?? [];
    expect((await steps()).flatMap(({ notes }) => notes)).toEqual([]);
    const notes = ['A column was left out.', 'It is encrypted.'];
    await fixture.drain(({ step, split }) => ({
      content: JSON.stringify(step === 'split-parquet' && split === 'test' ? { notes } : {}),
    }));
    const told = (await steps()).filter((step) => step.notes.length > 0);
    expect(told).toMatchObject([{ step: 'split-parquet', split: 'test', notes }]);
  });

  it('tells the missing, the unknown, the unfinished and the failed apart', async () => {
    const get = (over: object = {}) => fixture.datasets.served.get('split-parquet', { ...place, ...over });
    await expect(get()).rejects.toMatchObject({ code: 'ExternalUnauthenticatedError', status: 401 });
    await commit('train.csv');
    await expect(get()).rejects.toMatchObject({ code: 'ResponseNotReady', status: 500 });
    await expect(get({ split: 'nope' })).rejects.toMatchObject({ code: 'ResponseNotFound', status: 404 });
    await fixture.drain(() => ({ error: errors.EmptyDatasetError({ file: 'train.csv' }) }));
    const error = await get().catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ServedStepError);
    expect(error).toMatchObject({
      error: { code: 'EmptyDatasetError' },
      revision: expect.stringMatching(/^[0-9a-f]{40}$/),
    });
  });

  it('lets one bad split fail alone', async () => {
    await commit('train.csv', 'test.csv');
    const ended = await fixture.drain(({ step, split }) =>
      step === 'split-parquet' && split === 'test'
        ? { error: errors.EmptyDatasetError({ file: 'test.csv' }) }
        : { content: `{"made":"${step}"}` },
    );
    // What only the failed split could feed inherits its error without a job of its own.
    expect(ended.filter(({ split }) => split === 'test').map(({ step }) => step)).toEqual([
      'split-parquet',
      'split-is-valid',
    ]);
    await expect(
      fixture.datasets.served.get('split-statistics', { ...place, split: 'test' }),
    ).rejects.toMatchObject({
      error: { code: 'EmptyDatasetError' },
    });
    expect(
      (await fixture.datasets.served.get('config-size', { dataset: 'me/cars', config: 'default' })).content,
    ).toContain('config-size');
  });

  it('serves the first revision while it grows, the next only when it is complete', async () => {
    const first = await commit('train.csv');
    const [parquet] = (await fixture.queuedSteps()).filter(({ params }) => params.step === 'split-parquet');
    if (parquet) await fixture.end(parquet, { content: '{"first":true}' });
    expect((await fixture.datasets.served.get('split-parquet', place)).revision).toBe(first.revision);
    await fixture.drain();

    const second = await commit('test.csv');
    const steps = await fixture.queuedSteps();
    for (const step of steps) await fixture.end(step, { content: '{"second":true}' });
    expect((await fixture.datasets.served.get('split-parquet', place)).revision).toBe(first.revision);
    await fixture.drain();
    expect((await fixture.datasets.served.get('split-parquet', place)).revision).toBe(second.revision);
  });

  it('shows a revision before its late steps have ended', async () => {
    await commit('train.csv');
    await fixture.drain();
    const second = await commit('test.csv');
    const awaited = async () =>
      (await fixture.queuedSteps()).filter(({ params }) => !lateSteps.includes(params.step));
    for (let steps = await awaited(); steps.length > 0; steps = await awaited()) {
      expect((await fixture.datasets.get('me', 'cars'))?.servedRevision).not.toBe(second.revision);
      for (const step of steps) await fixture.end(step, { content: '{}' });
    }
    expect((await fixture.datasets.get('me', 'cars'))?.servedRevision).toBe(second.revision);
    const detail = () => fixture.datasets.revisions.get(second.datasetId, second.revision);
    expect(await detail()).toMatchObject({ state: 'processing', finishedAt: null });
    expect((await fixture.datasets.served.get('split-statistics', place)).revision).toBe(second.revision);
    await expect(fixture.datasets.served.get('split-presidio-scan', place)).rejects.toMatchObject({
      code: 'ResponseNotReady',
    });
    await fixture.drain();
    expect(await detail()).toMatchObject({ state: 'ready', finishedAt: expect.any(Date) });
  });

  it('keeps serving the previous revision when the next one fails', async () => {
    const first = await commit('train.csv');
    await fixture.drain();
    await commit('train.csv');
    await fixture.drain(({ step }) =>
      step === 'split-parquet'
        ? { error: errors.EmptyDatasetError({ file: 'train.csv' }) }
        : { content: '{}' },
    );
    const dataset = await fixture.datasets.get('me', 'cars');
    expect(dataset?.servedRevision).toBe(first.revision);
    expect(dataset?.headRevision).not.toBe(first.revision);
  });

  it('never goes back when an older revision ends later', async () => {
    await commit('train.csv');
    await fixture.drain();
    await commit('test.csv');
    const [slow] = (await fixture.queuedSteps()).filter(({ params }) => params.step === 'split-parquet');
    const claim = await fixture.jobs.claim(slow?.jobId ?? '', 1, 'spec');
    const third = await commit('dev.csv');
    await fixture.drain();
    expect((await fixture.datasets.get('me', 'cars'))?.servedRevision).toBe(third.revision);
    if (!claim || !slow) throw new Error('the conversion of the second revision could not be claimed');
    await fixture.jobs.succeed(claim, null, async (tx) => {
      await fixture.datasets.results.settle(tx, slow.jobId, slow.params, { content: '{}' });
    });
    await fixture.drain();
    const second = await fixture.datasets.revisions.get(slow.params.datasetId, slow.params.revision);
    expect(second?.state).toBe('ready');
    expect((await fixture.datasets.get('me', 'cars'))?.servedRevision).toBe(third.revision);
  });

  it('leaves out what a newer commit has made needless, but never what has begun or is seen', async () => {
    const first = await commit('a.csv');
    await fixture.drain();
    const begun = await commit('b.csv');
    const [running] = (await fixture.queuedSteps()).filter(({ params }) => params.step === 'split-parquet');
    const claim = await fixture.jobs.claim(running?.jobId ?? '', 1, 'spec');
    const skipped = await commit('c.csv');
    const last = await commit('d.csv');
    const stateOf = async ({ datasetId, revision }: { datasetId: string; revision: string }) =>
      (await fixture.datasets.revisions.get(datasetId, revision))?.state;
    expect(await Promise.all([first, begun, skipped, last].map(stateOf))).toEqual([
      'ready',
      'processing',
      'superseded',
      'processing',
    ]);
    if (claim && running) {
      await fixture.jobs.succeed(claim, null, async (tx) => {
        await fixture.datasets.results.settle(tx, running.jobId, running.params, { content: '{}' });
      });
    }
    const ended = await fixture.drain();
    expect(ended.map(({ revision }) => revision)).toContain(begun.revision);
    expect(await Promise.all([begun, skipped, last].map(stateOf))).toEqual(['ready', 'superseded', 'ready']);
    expect((await fixture.datasets.get('me', 'cars'))?.servedRevision).toBe(last.revision);
    const detail = await fixture.datasets.revisions.get(skipped.datasetId, skipped.revision);
    expect(detail?.files.map(({ path }) => path)).toEqual(['a.csv', 'b.csv', 'c.csv']);
  });

  it('says at once that a commit without a table has nothing to show', async () => {
    const { datasetId, revision } = await commit('README.md');
    expect(await fixture.queuedSteps()).toEqual([]);
    expect(await fixture.datasets.revisions.get(datasetId, revision)).toMatchObject({
      state: 'failed',
      progress: 1,
    });
    await expect(fixture.datasets.served.get('dataset-size', { dataset: 'me/cars' })).rejects.toMatchObject({
      error: { code: 'DataFilesNotFoundError' },
    });
  });

  it('gives a failed step another chance, and all that was made from its failure', async () => {
    await commit('train.csv', 'test.csv');
    await fixture.drain(({ step, split }) =>
      step === 'split-parquet' && split === 'test'
        ? { error: errors.UnexpectedError() }
        : { content: `{"made":"${step}"}` },
    );
    const { items } = await fixture.jobs.list({ state: 'failed' });
    expect(items).toHaveLength(1);
    await fixture.jobs.retry(items[0]?.id ?? '', (tx, job) => fixture.datasets.reopenStep(tx, job));
    // What was made before stays readable meanwhile.
    const size = { dataset: 'me/cars', config: 'default' };
    expect((await fixture.datasets.served.get('config-size', size)).content).toContain('config-size');
    const again = await fixture.drain(({ step }) => ({ content: `{"again":"${step}"}` }));
    expect(again.map(({ step }) => step)).toContain('config-size');
    expect(again.filter(({ split }) => split === 'train')).toEqual([]);
    expect((await fixture.datasets.served.get('config-size', size)).content).toContain('again');
    const dataset = await fixture.datasets.get('me', 'cars');
    expect(
      await fixture.datasets.revisions.get(dataset?.id ?? '', dataset?.headRevision ?? ''),
    ).toMatchObject({
      state: 'ready',
      progress: 1,
    });
  });

  it('takes nothing from a job that was started before its step was opened again', async () => {
    await commit('train.csv', 'test.csv');
    const ended = new Set<string>();
    const endAll = async (choose: (params: StepJobParams) => StepOutcome) => {
      for (const step of await fixture.queuedSteps()) {
        if (step.params.step === 'split-is-valid' || ended.has(step.jobId)) continue;
        ended.add(step.jobId);
        await fixture.end(step, choose(step.params));
      }
    };
    await endAll(({ split, step }) =>
      step === 'split-parquet' && split === 'test' ? { error: errors.UnexpectedError() } : { content: '{}' },
    );
    const stale = (await fixture.queuedSteps()).find(
      ({ params }) => params.step === 'split-is-valid' && params.split === 'test',
    );
    if (!stale) throw new Error('the failure gave no work to its dependents');
    const { items } = await fixture.jobs.list({ state: 'failed' });
    await fixture.jobs.retry(items[0]?.id ?? '', (tx, job) => fixture.datasets.reopenStep(tx, job));

    await fixture.end(stale, { content: '{"from":"the failure"}' });
    const again = await fixture.drain(({ step }) => ({ content: `{"again":"${step}"}` }));
    expect(again.filter(({ step, split }) => step === 'split-is-valid' && split === 'test')).toHaveLength(1);
    const test = { ...place, split: 'test' };
    expect((await fixture.datasets.served.get('split-is-valid', test)).content).toContain('again');
    const dataset = await fixture.datasets.get('me', 'cars');
    const revision = await fixture.datasets.revisions.get(dataset?.id ?? '', dataset?.headRevision ?? '');
    expect(revision).toMatchObject({ state: 'ready', progress: 1 });
  });

  it('opens a step again for whichever of its failed jobs is retried', async () => {
    await commit('train.csv');
    const failing = { error: errors.UnexpectedError() };
    await fixture.drain(({ step }) =>
      step === 'split-parquet' || step === 'dataset-size' ? failing : { content: '{}' },
    );
    const jobOf = async (kind: string) =>
      (await fixture.jobs.list({ kind })).items.map(({ id }) => id).reverse();
    const retry = (id: string) => fixture.jobs.retry(id, (tx, job) => fixture.datasets.reopenStep(tx, job));
    await retry((await jobOf('split-parquet'))[0] ?? '');
    await fixture.drain(({ step }) => (step === 'dataset-size' ? failing : { content: '{}' }));
    const [first = '', second = ''] = await jobOf('dataset-size');
    expect(second).not.toBe('');
    await retry(first);
    await expect(retry(second)).rejects.toMatchObject({ code: 'JobStateConflict' });
    await fixture.drain(() => ({ content: '{"size":1}' }));
    expect((await fixture.datasets.served.get('dataset-size', { dataset: 'me/cars' })).content).toBe(
      '{"size":1}',
    );
  });

  it('takes no result for a dataset that was deleted meanwhile', async () => {
    await commit('train.csv');
    const steps = await fixture.queuedSteps();
    await fixture.datasets.store.delete('me', 'cars');
    for (const step of steps) await fixture.end(step, { content: '{}' });
    expect(await fixture.datasets.get('me', 'cars')).toBeNull();
  });

  it('refuses files that were stored for a dataset which is gone', async () => {
    const { id, created } = await fixture.datasets.store.reserve('me', 'cars');
    expect(created).toBe(true);
    await fixture.datasets.store.delete('me', 'cars');
    const files = [uploaded('train.csv')];
    const request = { datasetId: id, files, replace: false };
    await expect(fixture.datasets.commit('me', 'cars', request)).rejects.toMatchObject({
      code: 'Conflict',
      status: 409,
    });
    await fixture.datasets.store.reserve('me', 'cars');
    await expect(fixture.datasets.commit('me', 'cars', request)).rejects.toMatchObject({ code: 'Conflict' });
  });

  it('abandons a reserved dataset only while it is empty', async () => {
    const { id } = await fixture.datasets.store.reserve('me', 'cars');
    await commit('train.csv');
    await fixture.datasets.store.abandon(id);
    expect(await fixture.datasets.get('me', 'cars')).not.toBeNull();
    const empty = await fixture.datasets.store.reserve('me', 'empty');
    await fixture.datasets.store.abandon(empty.id);
    expect(await fixture.datasets.get('me', 'empty')).toBeNull();
  });

  it('lays files over those before, or replaces them', async () => {
    await commit('train.csv', 'test.csv');
    const { datasetId, revision } = await commit('test.csv');
    expect(
      (await fixture.datasets.revisions.get(datasetId, revision))?.files.map(({ path }) => path),
    ).toEqual(['test.csv', 'train.csv']);
    const replaced = await fixture.datasets.commit('me', 'cars', {
      files: [uploaded('a.csv')],
      replace: true,
    });
    expect(
      (await fixture.datasets.revisions.get(datasetId, replaced.revision))?.files.map(({ path }) => path),
    ).toEqual(['a.csv']);
    const history = await fixture.datasets.revisions.list(datasetId, { limit: 2 });
    expect(history.items.map(({ number }) => number)).toEqual([3, 2]);
    expect(history.nextBefore).toBe(2);
  });

  it('numbers commits that arrive at the same time one after the other', async () => {
    const commits = await Promise.all(Array.from({ length: 8 }, (_, index) => commit(`part${index}.csv`)));
    expect(new Set(commits.map(({ revision }) => revision)).size).toBe(8);
    const { datasetId } = commits[0] ?? { datasetId: '' };
    const { items } = await fixture.datasets.revisions.list(datasetId, { limit: 20 });
    expect(items.map(({ number }) => number)).toEqual([8, 7, 6, 5, 4, 3, 2, 1]);
    const dataset = await fixture.datasets.get('me', 'cars');
    const head = await fixture.datasets.revisions.get(datasetId, dataset?.headRevision ?? '');
    expect(head?.files).toHaveLength(8);
  });

  it('finds originals and Parquet files', async () => {
    const { revision } = await commit('a folder/train.csv');
    const content = JSON.stringify({
      files: [{ filename: '0000.parquet', blobKey: 'k', size: 5, sha256: 'ab' }],
    });
    await fixture.drain(({ step }) => ({ content: step === 'split-parquet' ? content : '{}' }));
    const find = (rev: string, path: string) => fixture.datasets.files.find('me', 'cars', rev, path);
    expect(await find('main', 'a folder/train.csv')).toMatchObject({ revision });
    expect(await find(revision, 'a folder/train.csv')).toMatchObject({ size: 'a folder/train.csv'.length });
    expect(await find('refs/convert/parquet', 'a folder/train/0000.parquet')).toMatchObject({ blobKey: 'k' });
    await expect(find('0'.repeat(40), 'x')).rejects.toMatchObject({ code: 'RevisionNotFound' });
    await expect(find('main', 'x')).rejects.toMatchObject({ code: 'FileNotFound' });
  });

  it('pages through datasets that were changed within one millisecond', async () => {
    for (const name of ['a', 'b', 'c', 'd']) await fixture.datasets.put('me', name, {});
    await fixture.database.primary.query(
      `UPDATE dataset SET updated_at = timestamptz '2026-11-21 10:00:00.123' + (ascii(name) % 3) * interval '1 microsecond'`,
    );
    const names: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await fixture.datasets.list({ limit: 1, ...(cursor && { cursor }) });
      names.push(...page.items.map(({ name }) => name));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    // 'b' is 98, the only one whose remainder is 2; 'a' and 'd' share one.
    expect(names.slice(0, 1)).toEqual(['b']);
    expect(names.slice(1, 3).sort()).toEqual(['a', 'd']);
    expect(names.slice(3)).toEqual(['c']);
  });

  it('lists, searches and pages', async () => {
    for (const name of ['a', 'b', 'c'])
      await fixture.datasets.put('me', name, { description: `Letter ${name}` });
    const page = await fixture.datasets.list({ limit: 2 });
    expect(page.items.map(({ name }) => name)).toEqual(['c', 'b']);
    const rest = await fixture.datasets.list({ limit: 2, cursor: page.nextCursor ?? '' });
    expect(rest.items.map(({ name }) => name)).toEqual(['a']);
    expect(rest.nextCursor).toBeNull();
    const found = await fixture.datasets.list({ limit: 5, search: 'LETTER B' });
    expect(found.items.map(({ name }) => name)).toEqual(['b']);
    await expect(fixture.datasets.list({ limit: 1, cursor: 'junk' })).rejects.toMatchObject({
      code: 'InvalidParameter',
    });
    await expect(fixture.datasets.put('me', '../x', {})).rejects.toMatchObject({ code: 'InvalidName' });
  });
});
