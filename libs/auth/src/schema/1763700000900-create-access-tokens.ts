import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tokens, by the hash of their text alone, and who made and revoked them. */
export class CreateAccessTokens1763700000900 implements MigrationInterface {
  readonly name = 'CreateAccessTokens1763700000900';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE access_token (
        id uuid PRIMARY KEY,
        -- SHA-256 of the text
        hash bytea NOT NULL UNIQUE CHECK (octet_length(hash) = 32),
        kind text NOT NULL CHECK (kind IN ('token', 'session')),
        owner text NOT NULL,
        name text NOT NULL,
        scope text NOT NULL CHECK (scope IN ('read', 'write', 'admin')),
        -- null: all of the owner's
        namespaces text[],
        datasets text[],
        created_at timestamptz NOT NULL DEFAULT now(),
        created_by text NOT NULL,
        expires_at timestamptz,
        last_used_at timestamptz,
        -- of a session: the token that it was opened with, or a fingerprint of the settings' administrator token
        parent_id uuid REFERENCES access_token ON DELETE CASCADE,
        operator_key text
      );
      CREATE INDEX access_token_by_owner ON access_token (owner, created_at DESC, id) WHERE kind = 'token';
      CREATE INDEX access_token_by_parent ON access_token (parent_id) WHERE parent_id IS NOT NULL;

      CREATE TABLE access_audit (
        number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        at timestamptz NOT NULL DEFAULT now(),
        action text NOT NULL,
        actor text NOT NULL,
        token_id uuid NOT NULL,
        owner text NOT NULL,
        name text NOT NULL,
        scope text NOT NULL
      );

      CREATE FUNCTION access_token_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          PERFORM pg_notify('rowhouse_access_token', '');
          RETURN NULL;
        END $$;
      CREATE TRIGGER access_token_deleted AFTER DELETE ON access_token
        FOR EACH STATEMENT EXECUTE FUNCTION access_token_deleted();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE access_audit, access_token; DROP FUNCTION access_token_deleted()');
  }
}
