import type { TableEngine } from '../engine/table-engine.js';

/** The one text that a statement gives for one text. */
export function queryParameterised(engine: TableEngine, statement: string, text: string): Promise<string> {
  return engine.use(async (connection) => {
    const prepared = await connection.prepare(statement);
    try {
      prepared.bindVarchar(1, text);
      const rows = (await prepared.run()).getRows();
      return String((await rows)[0]?.[0]);
    } finally {
      prepared.destroySync();
    }
  });
}
