/** Longest text that a cell shows; the rest is in its title and in the API's answer. */
const longest = 200;

export interface CellText {
  text: string;
  /** Figures are aligned to the right, missing values are shown softly. */
  kind: 'number' | 'missing' | 'text';
  cut: boolean;
}

/** What the table shows for a value of a row. */
export function cellText(value: unknown): CellText {
  if (value === null || value === undefined) return { text: 'null', kind: 'missing', cut: false };
  const kind = typeof value === 'number' ? 'number' : 'text';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const cut = text.length > longest;
  return { text: cut ? `${text.slice(0, longest)}…` : text, kind, cut };
}
