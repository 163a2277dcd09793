import type { Database } from '@rowhouse/database';

/** Whose a namespace is; `used`: it has an owner, or datasets from a time without owners. */
export interface NamespaceFacts extends Record<string, unknown> {
  owner: string | null;
  used: boolean;
}

/** To whom namespaces belong; read and written on the primary. */
export class Namespaces {
  constructor(private readonly database: Database) {}

  async facts(name: string): Promise<NamespaceFacts> {
    const { rows } = await this.database.primary.query<NamespaceFacts>(
      `SELECT n.owner, n.owner IS NOT NULL OR EXISTS (SELECT 1 FROM dataset WHERE namespace = $1) AS used
       FROM (SELECT 1) AS one LEFT JOIN namespace n ON n.name = $1`,
      [name],
    );
    return rows[0] ?? { owner: null, used: false };
  }

  /** Gives a namespace that nobody owns to `owner`; answers whose it is then, as others may have been quicker. */
  async claim(name: string, owner: string): Promise<string> {
    return this.database.write(async (tx) => {
      await tx.query('INSERT INTO namespace (name, owner) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
        name,
        owner,
      ]);
      const { rows } = await tx.query<{ owner: string }>('SELECT owner FROM namespace WHERE name = $1', [
        name,
      ]);
      return rows[0]?.owner ?? owner;
    });
  }

  /** Gives a namespace to another owner, or to a first one. */
  async give(name: string, owner: string) {
    return this.database.writeWithToken((tx) =>
      tx.query(
        'INSERT INTO namespace (name, owner) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET owner = $2',
        [name, owner],
      ),
    );
  }
}
