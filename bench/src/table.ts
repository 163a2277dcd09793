import type { Finding } from './finding.js';

/** The findings as a Markdown table. */
export function table(findings: readonly Finding[]): string {
  const cells = findings.map(({ what, measured, aim, met }) => [
    what,
    aim ?? '–',
    measured,
    met === undefined ? '–' : met ? 'met' : 'missed',
  ]);
  const rows = [['what', 'aim', 'measured', 'aim met?'], ...cells];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  return [line(rows[0] ?? []), rule, ...rows.slice(1).map(line)].join('\n');
}
