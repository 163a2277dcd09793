import { readFile } from 'node:fs/promises';
import { type PrivateReplica, startReplica, waitFor } from '@rowhouse/testing';
import type { Browser, Locator, Page } from 'playwright-core';
import { collectErrors, openBrowser } from './admin/browser.js';
import { inPage } from './admin/in-page.js';
import { Rowhouse } from './house/rowhouse.js';
import { vega } from './house/vega.js';

const patient = 120_000;

describe('the website', () => {
  let rowhouse: Rowhouse;
  let replica: PrivateReplica;
  let browser: Browser;
  let page: Page;
  let consoleErrors: string[];

  beforeAll(async () => {
    rowhouse = await Rowhouse.start({
      queue: 'postgres',
      replicaUrls: async (databaseUrl) => {
        replica = await startReplica(databaseUrl);
        return [replica.url];
      },
      env: { DATABASE_MAX_REPLICA_LAG_MS: '3600000' },
    });
    browser = await openBrowser();
  }, patient);
  afterAll(async () => {
    await browser?.close();
    await rowhouse?.stop();
    await replica?.remove();
  }, patient);
  beforeEach(async () => {
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    consoleErrors = collectErrors(page);
  }, patient);
  afterEach(() => page?.close());

  const shows = (locator: Locator, text: string) =>
    waitFor(async () => (await locator.allInnerTexts()).some((each) => each.includes(text)), {
      what: `the page to show ${text}`,
      deadlineMs: 150_000,
    });
  const pick = (name: string, content: Buffer) =>
    page
      .getByLabel('Choose files')
      .setInputFiles({ name, mimeType: 'application/octet-stream', buffer: content });
  const rowNumbers = () => page.getByRole('table').getByRole('rowheader').allInnerTexts();

  it(
    'takes a file, shows its rows and pages through them',
    async () => {
      const response = await page.goto(rowhouse.url);
      expect(response?.headers()['content-security-policy']).toContain("default-src 'none'");
      await shows(page.locator('main'), 'No dataset yet');
      await pick('Seattle weather.csv', await vega('seattle-weather.csv'));
      await shows(page.locator('main'), '1 file');
      expect(await page.getByLabel('Dataset', { exact: true }).inputValue()).toBe('Seattle-weather');
      await page.getByLabel('Dataset', { exact: true }).fill('weather');
      await page.getByRole('button', { name: 'Upload' }).click();
      await page.getByRole('link', { name: 'Open me/weather' }).click();

      const rows = page.getByRole('region', { name: 'Rows', exact: true });
      await shows(rows, '1,461 rows');
      await shows(rows, 'drizzle');
      expect(new URL(page.url()).searchParams.get('dataset')).toBe('me/weather');
      expect(await rowNumbers()).toHaveLength(50);
      await shows(rows, '0 to 49 of 1,461');
      expect(await rows.getByRole('button', { name: 'Previous' }).isDisabled()).toBe(true);
      await rows.getByRole('button', { name: 'Next' }).click();
      await shows(rows, '50 to 99 of 1,461');
      expect((await rowNumbers())[0]).toBe('50');
      expect(new URL(page.url()).searchParams.get('offset')).toBe('50');
      await page.goBack();
      await shows(rows, '0 to 49 of 1,461');

      await rows.getByLabel('Filter').fill(`"weather" = 'snow' AND "wind" > 5`);
      await rows.getByRole('button', { name: 'Apply' }).click();
      await shows(rows, '0 to 10 of 11');
      expect(new URL(page.url()).searchParams.get('where')).toContain('snow');
      await rows.getByRole('button', { name: 'temp_max' }).click();
      await page
        .getByRole('columnheader', { name: 'temp_max' })
        .and(page.locator('[aria-sort="ascending"]'))
        .waitFor();
      await rows.getByLabel('Filter').fill('"snow" = 1');
      await rows.getByRole('button', { name: 'Apply' }).click();
      await shows(rows, 'The split has no column "snow".');
      // The browser itself reports the refusal, and nothing else.
      expect(consoleErrors.splice(0)).toEqual([expect.stringContaining('422')]);
      await rows.getByRole('button', { name: 'Clear filter' }).click();
      await shows(rows, '0 to 49 of 1,461');

      await page.goto(`${rowhouse.url}/?dataset=me/weather&offset=1450`);
      await shows(rows, '1,450 to 1,460 of 1,461');
      expect(await rows.getByRole('button', { name: 'Next' }).isDisabled()).toBe(true);
      const download = page.waitForEvent('download');
      await page.getByRole('link', { name: 'train/0000.parquet' }).click();
      expect((await download).suggestedFilename()).toBe('0000.parquet');
      expect(consoleErrors).toEqual([]);
    },
    patient,
  );

  it(
    'finds a dataset, and its other splits',
    async () => {
      await rowhouse.client.publish('me/words', { 'train.csv': 'w\none\n', 'test.csv': 'w\ntwo\n' });
      await page.goto(rowhouse.url);
      await shows(page.locator('main'), 'me/words');
      await page.getByLabel('Search').fill('no such thing');
      await shows(page.locator('main'), 'No dataset fits');
      await page.getByLabel('Search').fill('WORDS');
      await page.getByRole('link', { name: 'me/words' }).click();
      const rows = page.getByRole('region', { name: 'Rows', exact: true });
      await shows(rows, 'one');
      await page.getByLabel('Split').selectOption({ label: 'default / test' });
      await shows(rows, 'two');
      expect(new URL(page.url()).searchParams.get('split')).toBe('test');
      expect(consoleErrors).toEqual([]);
    },
    patient,
  );

  it(
    'searches the texts of a split, with a name of its own on each button',
    async () => {
      const lines = Array.from({ length: 90 }, (_, id) => ({
        id,
        Search: id % 3 === 0 ? 'a red house' : 'a grey boat',
        Next: id,
      }));
      await rowhouse.client.publish('me/houses', {
        'texts/train.jsonl': lines.map((line) => JSON.stringify(line)).join('\n'),
        'figures/train.csv': 'n\n1\n',
      });
      await page.goto(`${rowhouse.url}/?dataset=me/houses&config=texts&split=train`);
      const rows = page.getByRole('region', { name: 'Rows', exact: true });
      await shows(rows, '90 rows');
      const search = rows.getByLabel('Search', { exact: true });
      const ask = rows.getByRole('button', { name: 'Search', exact: true });
      await search.fill('grey');
      await ask.click();
      await shows(rows, '0 to 49 of 60');
      expect(new URL(page.url()).searchParams.get('query')).toBe('grey');
      expect((await rowNumbers()).slice(0, 3)).toEqual(['1', '2', '4']);
      expect(await rows.getByRole('table').getByText('a red house').count()).toBe(0);
      expect(await inPage(page, 'buttonsAlike')).toEqual([]);
      await rows.getByRole('button', { name: 'Next', exact: true }).click();
      await shows(rows, '50 to 59 of 60');

      await search.fill('"red house"');
      await search.press('Enter');
      await shows(rows, '0 to 29 of 30');
      await search.fill('Search:nothing');
      await ask.click();
      await shows(rows, 'The search finds 0 rows.');
      await page.goBack();
      await shows(rows, '0 to 29 of 30');
      expect(await search.inputValue()).toBe('"red house"');

      // A filter takes the place of a search; an address by hand may have both.
      await rows.getByLabel('Filter').fill('"id" < 7');
      await rows.getByRole('button', { name: 'Apply' }).click();
      await shows(rows, '0 to 6 of 7');
      expect(await search.inputValue()).toBe('');
      await page.goto(`${page.url()}&query=red`);
      await shows(rows, '0 to 29 of 30');
      expect(await inPage(page, 'buttonsAlike')).toEqual([]);
      await rows.getByRole('button', { name: 'Clear search' }).click();
      await shows(rows, '0 to 6 of 7');
      await rows.getByRole('button', { name: 'Clear filter' }).click();
      await shows(rows, '0 to 49 of 90');
      expect(consoleErrors).toEqual([]);

      await page.goto(`${rowhouse.url}/?dataset=me/houses&config=figures&split=train&query=red`);
      await shows(rows, 'none of its columns holds text');
      // The browser itself reports the refusal, and nothing else.
      expect(consoleErrors).toEqual([expect.stringContaining('400')]);
    },
    patient,
  );

  it(
    'shows what it has uploaded while the replica is held back, also after a reload',
    async () => {
      await replica.catchUp();
      await replica.pause();
      await page.goto(rowhouse.url);
      await pick('fresh.csv', Buffer.from('n\n41\n'));
      await page.getByRole('button', { name: 'Upload' }).click();
      await page.getByRole('link', { name: 'Open me/fresh' }).click();
      const rows = page.getByRole('region', { name: 'Rows', exact: true });
      await shows(rows, '41');
      await page.reload();
      await shows(rows, '41');
      expect(consoleErrors).toEqual([]);
      await replica.resume();
    },
    patient,
  );

  it(
    'says why a file could not be read',
    async () => {
      await page.goto(rowhouse.url);
      await pick('broken.parquet', Buffer.from('this is no parquet'));
      await page.getByRole('button', { name: 'Upload' }).click();
      await shows(page.getByRole('status'), 'not all of it could be read');
      await shows(page.getByRole('status'), 'broken.parquet');
    },
    patient,
  );

  it(
    'says what was left out of a file',
    async () => {
      const file = new URL('../libs/tables/src/testing/parquet/encrypted-column.parquet', import.meta.url);
      await page.goto(rowhouse.url);
      await pick('secrets.parquet', await readFile(file));
      await page.getByRole('button', { name: 'Upload' }).click();
      await shows(page.getByRole('status'), 'left out because they are encrypted');
      await page.getByRole('link', { name: 'Open me/secrets' }).click();
      await shows(page.locator('main'), "encrypted: 'secret'.");
    },
    patient,
  );

  it.each([1280, 360])(
    'has landmarks, labels and no sideways scrolling at %d px',
    async (width) => {
      await rowhouse.client.publish('me/cars', { 'cars.json': await vega('cars.json') });
      await page.setViewportSize({ width, height: 800 });
      for (const [path, text] of [
        ['/', 'me/cars'],
        ['/?dataset=me/cars', 'chevrolet'],
      ] as const) {
        await page.goto(`${rowhouse.url}${path}`);
        await shows(page.locator('main'), text);
        for (const role of ['banner', 'main', 'navigation'] as const)
          expect(await page.getByRole(role).count()).toBeGreaterThan(0);
        expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
        expect(await inPage(page, 'unnamedControls')).toEqual([]);
        expect(await inPage(page, 'buttonsAlike')).toEqual([]);
        expect(await inPage(page, 'sidewaysOverflow')).toBe(0);
        expect(await inPage(page, 'lowContrast')).toEqual([]);
      }
      expect(consoleErrors).toEqual([]);
    },
    patient,
  );
});
