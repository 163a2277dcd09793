import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';

type Check = 'lowContrast' | 'unnamedControls' | 'buttonsAlike' | 'sidewaysOverflow' | 'focus';

/** Runs one of the checks of `page-checks.js` inside the page. */
export async function inPage(page: Page, check: Check): Promise<unknown> {
  const source = await readFile(new URL('./page-checks.js', import.meta.url), 'utf8');
  return page.evaluate(`(() => { ${source}; return ${check}(); })()`);
}
