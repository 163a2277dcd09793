const form = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** False for a text that Postgres would refuse as a uuid; no job has such an id. */
export function isJobId(text: string): boolean {
  return form.test(text);
}
