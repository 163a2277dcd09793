/** Longest text that a cell shows; the rest is in its title and in the API's answer. */
const longest = 200;

export interface CellText {
  text: string;
  missing: boolean;
  /** The text is only the beginning. */
  cut: boolean;
}

/** What the table shows for a value of a row. */
export function cellText(value: unknown): CellText {
  if (value === null || value === undefined) return { text: 'null', missing: true, cut: false };
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const cut = text.length > longest;
  return { text: cut ? `${text.slice(0, longest)}…` : text, missing: false, cut };
}
