import { Ajv2020 } from 'ajv/dist/2020.js';
import { default as addFormats } from 'ajv-formats';

type Json = Record<string, unknown>;

/** Checks values against the schemas of an OpenAPI document, named by their JSON pointer. */
export class DocumentSchemas {
  readonly #ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: true });

  /** `exact`: an object may only have the fields that its schema names, so that nothing is answered undocumented. */
  constructor(
    readonly document: object,
    { exact = false } = {},
  ) {
    addFormats.default(this.#ajv, { mode: 'full' });
    const copy = structuredClone(document) as Json;
    if (exact) close(copy);
    this.#ajv.addSchema({ ...copy, $id: 'openapi' });
  }

  /** What is wrong; empty when nothing is. */
  problems(pointer: readonly string[], value: unknown): string[] {
    const path = pointer.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')));
    const validate = this.#ajv.compile({ $ref: `openapi#/${path.join('/')}` });
    if (validate(value)) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
    );
  }
}

/** Every value of a document with where it is. */
export function* placesOf(value: unknown, at: readonly string[] = []): Generator<[string[], Json]> {
  if (typeof value !== 'object' || value === null) return;
  yield [[...at], value as Json];
  for (const [key, inner] of Object.entries(value)) yield* placesOf(inner, [...at, key]);
}

function close(document: Json): void {
  for (const [, schema] of placesOf(document))
    if (schema.type === 'object' && schema.properties !== undefined) schema.additionalProperties ??= false;
}
