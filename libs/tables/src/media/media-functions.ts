import { randomUUID } from 'node:crypto';
import {
  BOOLEAN,
  type DuckDBConnection,
  type DuckDBDataChunk,
  DuckDBScalarFunction,
  type DuckDBScalarMainFunction,
  type DuckDBType,
  type DuckDBValue,
  VARCHAR,
} from '@duckdb/node-api';
import type { MediaLookup } from './media-lookup.js';
import { mediaStruct } from './media-struct.js';

/**
 * Makes files findable in SQL, while a conversion runs: `rowhouse_media(token, folder, column, name)` is the cell of a
 * file, `rowhouse_here(token, folder, otherwise, name)` tells whether the row belongs to the split.
 */
export class MediaFunctions {
  private readonly lookups = new Map<string, MediaLookup>();

  register(connection: DuckDBConnection): void {
    const define = (
      name: string,
      returnType: DuckDBType,
      of: (lookup: MediaLookup, args: Args) => DuckDBValue,
    ) =>
      connection.registerScalarFunction(
        DuckDBScalarFunction.create({
          name,
          returnType,
          parameterTypes: [VARCHAR, VARCHAR, VARCHAR, VARCHAR],
          // What it gives changes between looking for names and writing cells.
          volatile: true,
          mainFunction: this.#each(of),
        }),
      );
    define('rowhouse_media', mediaStruct, (lookup, [folder, column, name]) =>
      lookup.cell(folder, column, name),
    );
    define('rowhouse_here', BOOLEAN, (lookup, [folder, otherwise, name]) =>
      lookup.isHere(folder, name, otherwise === 'true'),
    );
  }

  /** Opens a lookup to SQL; gives its token. */
  add(lookup: MediaLookup): string {
    const token = randomUUID();
    this.lookups.set(token, lookup);
    return token;
  }

  remove(token: string): void {
    this.lookups.delete(token);
  }

  #each(of: (lookup: MediaLookup, args: Args) => DuckDBValue): DuckDBScalarMainFunction {
    return (info, input: DuckDBDataChunk, output) => {
      const columns = [0, 1, 2, 3].map((index) => input.getColumnVector(index));
      for (let row = 0; row < input.rowCount; row++) {
        const [token, ...args] = columns.map((column) => column.getItem(row));
        const lookup = this.lookups.get(String(token));
        if (!lookup) return info.setError('the files of the dataset are no longer open');
        output.setItem(row, args.includes(null) ? null : of(lookup, args as unknown as Args));
      }
      output.flush();
    };
  }
}

type Args = [folder: string, second: string, name: string];
