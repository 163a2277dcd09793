/** How rows are sorted by a column, as far as the URL's `orderby` says it with one key. */
export type Direction = 'ascending' | 'descending' | 'none';

/** A column's name as `where` and `orderby` take it. */
export const quoted = (column: string): string => `"${column.replaceAll('"', '""')}"`;

export function directionOf(orderby: string | null, column: string): Direction {
  if (orderby === quoted(column)) return 'ascending';
  return orderby === `${quoted(column)} DESC` ? 'descending' : 'none';
}

/** What the next click on a column's header asks for: up, down, then the order of the split; null is that order. */
export function nextOrder(orderby: string | null, column: string): string | null {
  const direction = directionOf(orderby, column);
  if (direction === 'none') return quoted(column);
  return direction === 'ascending' ? `${quoted(column)} DESC` : null;
}
