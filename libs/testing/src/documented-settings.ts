import { readFileSync } from 'node:fs';

/**
 * Variable and default of each line of the table of settings in a README, as written there: a literal stands in
 * backquotes, and `required`, nothing or words stand for themselves. One line may hold several variables.
 */
export function documentedSettings(readme: URL): Map<string, string> {
  const text = readFileSync(readme, 'utf8').replace(/^[\s\S]*\n## Environment\n/, '');
  const table = new Map<string, string>();
  for (const [, names = '', values = ''] of text.matchAll(/^\| (`[A-Z0-9_`, ]+`) *\| *(.*?) *\| .+ \|$/gm)) {
    const each = names.split(', ');
    const defaults = each.length > 1 && values.includes(', ') ? values.split(', ') : each.map(() => values);
    each.forEach((name, index) => {
      table.set(name.slice(1, -1), defaults[index] ?? '');
    });
  }
  return table;
}
