import { type ErrorDetails, RowhouseError } from './rowhouse-error.js';

interface Definition<Args> {
  status: number;
  retryable?: boolean;
  message: (args: Args) => string;
  /** What goes into the body besides the sentence; nothing when absent. */
  details?: (args: Args) => ErrorDetails;
}

/** Makes one entry of the catalogue: a function from typed facts to a `RowhouseError`. */
export function define<Args = void>(definition: Definition<Args>) {
  return { ...definition, retryable: definition.retryable ?? false };
}

type AnyDefinition = ReturnType<typeof define<never>>;
type Builder<D> = D extends { message: (args: infer Args) => string }
  ? (args: Args, options?: { cause?: unknown }) => RowhouseError
  : never;

/** Turns a table of definitions into a table of builders whose key is the error's code. */
export function catalogueOf<T extends Record<string, AnyDefinition>>(table: T) {
  const builders: Record<string, unknown> = {};
  for (const [code, definition] of Object.entries(table)) {
    const { status, retryable, message, details } = definition as Definition<unknown> & {
      retryable: boolean;
    };
    builders[code] = (args: unknown, options?: { cause?: unknown }) =>
      new RowhouseError(code, status, retryable, message(args), details?.(args), options);
  }
  return builders as { [Code in keyof T]: Builder<T[Code]> };
}

/** The HTTP status of an error, and whether the same request may succeed later without a change. */
export interface ErrorFacts {
  status: number;
  retryable: boolean;
}

export function factsOf<T extends Record<string, ErrorFacts>>(table: T) {
  const facts: Record<string, ErrorFacts> = {};
  for (const [code, { status, retryable }] of Object.entries(table)) facts[code] = { status, retryable };
  return facts as Record<keyof T, ErrorFacts>;
}
