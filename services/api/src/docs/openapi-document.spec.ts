import { adminOperations, apiOperations, errorFacts } from '@rowhouse/contract';
import { DocumentSchemas, placesOf } from '@rowhouse/testing';
import { Validator } from '@seriousme/openapi-schema-validator';
import type { oas31 } from 'zod-openapi';

import { openApiDocument } from './openapi-document.js';

describe('the OpenAPI document', () => {
  const all = [...apiOperations, ...adminOperations];
  const document = openApiDocument(all);
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    Object.entries(item as Record<string, oas31.OperationObject>).map(([method, operation]) => ({
      path,
      method,
      operation,
    })),
  );

  it('is valid OpenAPI 3.1', async () => {
    const result = await new Validator().validate({ ...structuredClone(document) });
    expect(result).toEqual({ valid: true });
  });

  it('describes each operation once', () => {
    expect(operations.length).toBe(all.length);
    expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(operations.length);
  });

  it('names the parameters of its paths', () => {
    for (const { path, operation } of operations) {
      const named = (operation.parameters as oas31.ParameterObject[] | undefined)?.filter(
        (parameter) => parameter.in === 'path',
      );
      expect([path, (named ?? []).map(({ name }) => name).sort()]).toEqual([
        path,
        [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort(),
      ]);
    }
  });

  it('has examples that fit their schemas', () => {
    const schemas = new DocumentSchemas(document, { exact: true });
    let checked = 0;
    for (const [place, { example, schema }] of placesOf(document)) {
      if (example === undefined || place.includes('example')) continue;
      expect([place, schemas.problems(schema ? [...place, 'schema'] : place, example)]).toEqual([place, []]);
      checked += 1;
    }
    expect(checked).toBeGreaterThan(80);
  });

  it('would notice an example that does not fit', () => {
    const schemas = new DocumentSchemas(document, { exact: true });
    const rows = ['components', 'schemas', 'Rows'];
    expect(schemas.problems(rows, { rows: [] })).not.toEqual([]);
    const { example } = (document.components?.schemas?.Rows ?? {}) as { example?: object };
    expect(schemas.problems(rows, example)).toEqual([]);
    expect(schemas.problems(rows, { ...example, surprise: 1 })).not.toEqual([]);
  });

  it('tells of each error where its status is', () => {
    for (const { path, operation } of operations)
      for (const [status, response] of Object.entries(operation.responses ?? {})) {
        const codes = JSON.stringify(response).match(/"enum":(\["[A-Z][A-Za-z"\],]*?\])/)?.[1];
        if (Number(status) < 400) continue;
        for (const code of JSON.parse(codes ?? '[]') as (keyof typeof errorFacts)[])
          expect([path, code, String(errorFacts[code].status)]).toEqual([path, code, status]);
        expect([path, status, codes]).toEqual([path, status, expect.any(String)]);
      }
  });

  it('has an example of every JSON answer and body that somebody would have to guess', () => {
    const without = operations.flatMap(({ operation }) =>
      Object.entries(operation.responses ?? {}).flatMap(([status, response]) => {
        const { content } = response as oas31.ResponseObject;
        const media = content?.['application/json'] as oas31.MediaTypeObject | undefined;
        const schema = media?.schema as { $ref?: string } | undefined;
        const shown = media?.example !== undefined || schema?.$ref !== undefined;
        return Number(status) < 300 && media && !shown ? [`${operation.operationId} ${status}`] : [];
      }),
    );
    expect(without).toEqual([]);
  });
});
