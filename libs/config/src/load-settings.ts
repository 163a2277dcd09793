import { z } from 'zod';

/** Every problem of a service's environment at once. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';

  constructor(readonly problems: readonly string[]) {
    super(`The settings are not valid:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
  }
}

/**
 * Validates environment variables against a schema; an empty variable counts as absent.
 * @throws SettingsError with one sentence per wrong or missing variable
 */
export function parseSettings<S extends z.ZodType>(
  schema: S,
  env: Record<string, string | undefined>,
): z.infer<S> {
  const present = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = schema.safeParse(present);
  if (parsed.success) return parsed.data;
  throw new SettingsError(
    parsed.error.issues.map(({ path, message }) => `${path.join('.') || '(all)'}: ${message}`),
  );
}

/** Reads the settings of a process from its environment; prints all problems and exits with 2 when there are any. */
export function loadSettings<S extends z.ZodType>(schema: S, env = process.env): z.infer<S> {
  try {
    return parseSettings(schema, env);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(2);
  }
}
