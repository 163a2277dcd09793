import { errors } from '@rowhouse/contract';
import { renderNginxConfig } from './render.mjs';

it('answers only with codes of the catalogue', async () => {
  const text = Object.values(await renderNginxConfig()).join('\n');
  const answers = [...text.matchAll(/add_header X-Error-Code (\w+) always;\s*return (\d+)/g)];
  expect(answers.length).toBeGreaterThan(5);
  for (const [, code] of answers) expect(Object.keys(errors)).toContain(code);
});
