import { errors as catalogue } from '@rowhouse/contract';
import { Database } from '@rowhouse/database';
import { JobStore } from '@rowhouse/jobs';
import { waitFor } from '@rowhouse/testing';
import type { Browser, Locator, Page } from 'playwright-core';
import { collectErrors, openBrowser } from './admin/browser.js';
import { BuiltAdmin } from './admin/built-admin.js';
import { inPage } from './admin/in-page.js';

const patient = 90_000;

describe('the admin dashboard', () => {
  let admin: BuiltAdmin;
  let browser: Browser;
  let database: Database;
  let jobs: JobStore;
  let page: Page;
  let consoleErrors: string[];

  beforeAll(async () => {
    admin = await BuiltAdmin.start();
    database = await Database.connect({
      url: admin.database.url,
      replicaUrls: [],
      poolSize: 2,
      maxReplicaLagMs: 5000,
      primaryReadLimit: 8,
      applicationName: 'e2e',
    });
    jobs = new JobStore(database);
    browser = await openBrowser();
  }, patient);

  afterAll(async () => {
    await browser?.close();
    await database?.close();
    expect(await admin?.stop()).toBe(0);
    expect(admin.log).toContain('the admin service has stopped');
  }, patient);

  beforeEach(async () => {
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    consoleErrors = collectErrors(page);
  }, patient);

  afterEach(async () => {
    await page.close();
  });

  const create = (kind: string, pool = 'cpu') =>
    database.write((tx) =>
      jobs.create(tx, { kind, pool, owner: 'me', subject: 'me/cars', params: { n: 1 }, maxAttempts: 1 }),
    );

  async function createFailed(kind: string): Promise<string> {
    const id = await create(kind);
    const claim = await jobs.claim(id, 1, 'worker-1');
    if (claim === null) throw new Error('somebody else has claimed the job');
    await jobs.fail(claim, catalogue.JobTimedOut({ limitSeconds: 600 }).toStored());
    return id;
  }

  const shows = (locator: Locator, text: string | RegExp) =>
    waitFor(
      async () => {
        const found = await locator.allInnerTexts();
        return found.some((each) => (typeof text === 'string' ? each.includes(text) : text.test(each)));
      },
      { what: `the page to show ${text}`, deadlineMs: 90_000 },
    );

  const pools = () => page.getByRole('table', { name: 'Jobs by pool and state' });

  it(
    'teaches in an empty house, under its strict policy',
    async () => {
      const response = await page.goto(`${admin.url}/admin`);
      expect(response?.headers()['content-security-policy']).toContain("default-src 'none'");
      await shows(page.locator('main'), 'All is well');
      await shows(page.locator('main'), 'No job has been created yet');
      await shows(page.locator('main'), 'No worker has reported yet');
      await shows(page.locator('main'), 'curl -F file=@cars.csv');
      expect(consoleErrors).toEqual([]);
    },
    patient,
  );

  it(
    'counts live, by events',
    async () => {
      await page.goto(`${admin.url}/admin`);
      await shows(page.locator('header'), 'live');
      for (let i = 0; i < 3; i++) await create('count');
      await shows(pools().getByRole('link', { name: '3 queued in cpu' }), '3');
      await page.evaluate('window.untouched = true');
      await create('count');
      await shows(pools().getByRole('link', { name: '4 queued in cpu' }), '4');
      expect(await page.evaluate('window.untouched')).toBe(true);
      expect(consoleErrors).toEqual([]);
    },
    patient,
  );

  it(
    'shows a failure first and retries it',
    async () => {
      const id = await createFailed('breaks');
      await page.goto(`${admin.url}/admin`);
      await shows(page.getByRole('region', { name: 'Health' }), 'failed in the last 24 hours');
      const failures = page.getByRole('region', { name: 'Recent failures' });
      await shows(failures, 'JobTimedOut');
      await shows(failures, 'The job ran longer than the allowed 600 seconds');
      await failures.getByRole('button', { name: 'Retry breaks of me/cars' }).click();
      await shows(page.getByRole('status'), 'Queued again: breaks of me/cars');
      await shows(failures, 'No failed job');
      expect((await jobs.get(id))?.state).toBe('queued');
      expect(consoleErrors).toEqual([]);
    },
    patient,
  );

  it(
    'keeps filters and the open job in the URL',
    async () => {
      const id = await create('wanted', 'gpu');
      await page.goto(`${admin.url}/admin?kind=wanted`);
      const list = page.getByRole('table', { name: 'Jobs', exact: true });
      await shows(list, 'wanted');
      expect(await list.getByRole('row').count()).toBe(2);
      await page.getByLabel('State').selectOption('failed');
      await shows(page.getByRole('region', { name: 'Jobs', exact: true }), 'No job fits these filters');
      expect(page.url()).toBe(`${admin.url}/admin?kind=wanted&state=failed`);
      await page.goBack();
      await shows(list, 'wanted');
      await list.getByRole('link', { name: 'wanted' }).click();
      const dialog = page.getByRole('dialog');
      await shows(dialog, id);
      await shows(dialog, '"n": 1');
      await page.keyboard.press('Escape');
      await waitFor(() => page.url() === `${admin.url}/admin?kind=wanted`);
      expect(consoleErrors).toEqual([]);
    },
    patient,
  );

  it(
    'polls when there is no event stream',
    async () => {
      await page.route('**/admin/events', (route) => route.abort());
      await page.goto(`${admin.url}/admin`);
      await shows(page.locator('header'), 'every 5 s');
      await create('polled', 'polled');
      await shows(pools(), 'polled');
    },
    patient,
  );

  it.each([1280, 360])(
    'has landmarks, labels and no sideways scrolling at %d px',
    async (width) => {
      await page.setViewportSize({ width, height: 800 });
      await page.goto(`${admin.url}/admin`);
      await shows(page.locator('main'), 'Jobs by pool');
      for (const role of ['banner', 'main', 'navigation'] as const)
        expect(await page.getByRole(role).count()).toBeGreaterThan(0);
      expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
      expect(await inPage(page, 'unnamedControls')).toEqual([]);
      expect(await inPage(page, 'sidewaysOverflow')).toBe(0);
    },
    patient,
  );

  it.each(['light', 'dark'] as const)(
    'keeps text readable in %s',
    async (colorScheme) => {
      await createFailed('faint');
      await page.emulateMedia({ colorScheme });
      await page.goto(`${admin.url}/admin`);
      await shows(page.locator('main'), 'JobTimedOut');
      expect(await inPage(page, 'lowContrast')).toEqual([]);
    },
    patient,
  );

  it(
    'shows where the keyboard is',
    async () => {
      await page.goto(`${admin.url}/admin`);
      await shows(page.locator('main'), 'Jobs by pool');
      await page.keyboard.press('Tab');
      const focused = await inPage(page, 'focus');
      expect(focused).toEqual({ text: 'Skip to the content', outline: 'solid' });
    },
    patient,
  );
});
