/** The filters of the jobs list, as they stand in the page's and in the request's query string. */
export const jobFilters = ['state', 'pool', 'kind', 'subject'] as const;

export type JobFilter = (typeof jobFilters)[number];

/** Stands among the states in the filter: failed jobs that another attempt might bring to an end. */
export const deadLetters = 'dead letters';

export const pageSize = 25;

/** The request for the jobs that a page's query string asks for. */
export function jobsUrl(query: URLSearchParams): string {
  const dead = query.get('state') === deadLetters;
  const request = wanted(query, dead ? [...deadFilters, 'cursor'] : [...jobFilters, 'cursor']);
  request.set('limit', String(pageSize));
  return `/admin/${dead ? 'dead-letters' : 'jobs'}?${request}`;
}

/** The request that queues the dead letters again which a page's query string asks for; null when it asks for others. */
export function requeueUrl(query: URLSearchParams): string | null {
  if (query.get('state') !== deadLetters) return null;
  return `/admin/dead-letters/requeue?${wanted(query, deadFilters)}`;
}

const deadFilters = jobFilters.filter((name) => name !== 'state');

function wanted(query: URLSearchParams, names: readonly string[]): URLSearchParams {
  const request = new URLSearchParams();
  for (const name of names) {
    const value = query.get(name);
    if (value) request.set(name, value);
  }
  return request;
}

/** Cleared filters; also leaves the page that a cursor pointed to. */
export const noFilters: Record<string, null> = Object.fromEntries(
  [...jobFilters, 'cursor'].map((name) => [name, null]),
);
