/** The filters of the jobs list, as they stand in the page's and in the request's query string. */
export const jobFilters = ['state', 'pool', 'kind', 'subject'] as const;

export type JobFilter = (typeof jobFilters)[number];

export const pageSize = 25;

/** The request for the jobs that a page's query string asks for. */
export function jobsUrl(query: URLSearchParams): string {
  const request = new URLSearchParams();
  for (const name of [...jobFilters, 'cursor']) {
    const value = query.get(name);
    if (value) request.set(name, value);
  }
  request.set('limit', String(pageSize));
  return `/admin/jobs?${request}`;
}

/** Cleared filters; also leaves the page that a cursor pointed to. */
export const noFilters: Record<string, null> = Object.fromEntries(
  [...jobFilters, 'cursor'].map((name) => [name, null]),
);
