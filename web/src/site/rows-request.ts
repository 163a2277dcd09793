import type { SplitItem } from '@rowhouse/contract';
import { offsetOf, rowsPerPage } from './split-choice.js';

/** The path that answers what the URL of the page asks for: a search, a filter or an order, or plain rows. */
export function rowsRequest(choice: SplitItem, query: URLSearchParams): string {
  const ask = new URLSearchParams({
    ...choice,
    offset: String(offsetOf(query)),
    length: String(rowsPerPage),
  });
  const words = query.get('query');
  if (words !== null) {
    ask.set('query', words);
    return `/search?${ask}`;
  }
  const filter = ['where', 'orderby'].flatMap((name) => {
    const value = query.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  for (const [name, value] of filter) ask.set(name, value);
  return `/${filter.length > 0 ? 'filter' : 'rows'}?${ask}`;
}
