import type { Database } from '@rowhouse/database';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** $1 dataset ids. */
const known = 'SELECT id FROM dataset WHERE id = ANY($1::uuid[])';

/** $1 dataset ids, $2 keys. */
const committed = `
  SELECT blob_key FROM revision_file WHERE dataset_id = ANY($1::uuid[]) AND blob_key = ANY($2::text[])`;

/** Tells which blobs below `datasets/` belong to nothing. */
export class OrphanBlobs {
  constructor(private readonly database: Database) {}

  /**
   * Of the given keys those of datasets that do not exist, and those of uploaded files that no revision has. Asks the
   * primary. A dataset or commit that is just being made is not seen: leave out what is young. Keys of any other form
   * are never orphans.
   */
  async among(keys: readonly string[]): Promise<string[]> {
    const placed = keys.flatMap((key) => {
      const [folder, dataset = '', part] = key.split('/');
      return folder === 'datasets' && uuid.test(dataset)
        ? [{ key, dataset, uploaded: part === 'files' }]
        : [];
    });
    const datasets = [...new Set(placed.map(({ dataset }) => dataset))];
    const uploads = placed.filter(({ uploaded }) => uploaded).map(({ key }) => key);
    const sql = this.database.primary;
    const existing = new Set((await sql.query<{ id: string }>(known, [datasets])).rows.map(({ id }) => id));
    const { rows } = await sql.query<{ blob_key: string }>(committed, [datasets, uploads]);
    const inUse = new Set(rows.map(({ blob_key }) => blob_key));
    return placed
      .filter(({ key, dataset, uploaded }) => !existing.has(dataset) || (uploaded && !inUse.has(key)))
      .map(({ key }) => key);
  }
}
