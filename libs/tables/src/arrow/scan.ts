import { randomUUID } from 'node:crypto';
import {
  type DuckDBConnection,
  type DuckDBDataChunk,
  DuckDBTableFunction,
  type DuckDBTableFunctionInfo,
  VARCHAR,
} from '@duckdb/node-api';
import type { ArrowCursor, ArrowFile } from './arrow-file.js';

/** Makes Arrow files readable in SQL as `rowhouse_arrow('<token>')`. */
export class ArrowScans {
  private readonly files = new Map<string, ArrowFile>();

  register(connection: DuckDBConnection): void {
    connection.registerTableFunction(
      DuckDBTableFunction.create({
        name: 'rowhouse_arrow',
        parameterTypes: [VARCHAR],
        bindFunction: (info) => {
          const file = this.files.get(String(info.getParameter(0)));
          if (!file) return info.setError('the Arrow file is no longer open');
          for (const { name, type } of file.columns) info.addResultColumn(name, type);
          info.setBindData(file);
        },
        initFunction: (info) => {
          // One thread keeps the rows in their order.
          info.setMaxThreads(1);
          info.setInitData((info.getBindData() as ArrowFile).read());
        },
        mainFunction: (info, chunk) => fill(info, chunk),
      }),
    );
  }

  /** Opens a file to SQL; gives its token. */
  add(file: ArrowFile): string {
    const token = randomUUID();
    this.files.set(token, file);
    return token;
  }

  remove(token: string): void {
    this.files.get(token)?.close();
    this.files.delete(token);
  }
}

function fill(info: DuckDBTableFunctionInfo, chunk: DuckDBDataChunk): void {
  const file = info.getBindData() as ArrowFile;
  try {
    (info.getInitData() as ArrowCursor).fill(chunk);
  } catch (error) {
    file.failure = error;
    info.setError('the Arrow file could not be read');
  }
}
