/** Functions in FROM that read nothing but their arguments. All others read files, settings or the catalogue. */
const tableFunctions = new Set([
  'generate_series',
  'json_each',
  'json_tree',
  'range',
  'repeat',
  'repeat_row',
  'unnest',
]);

/** Functions that tell or change something of the server, run SQL from text, or only waste time. */
const refused = new Set([
  'add_parquet_key',
  'col_description',
  'current_catalog',
  'current_connection_id',
  'current_database',
  'current_query',
  'current_query_id',
  'current_schema',
  'current_schemas',
  'current_setting',
  'current_transaction_id',
  'currval',
  'format_pg_type',
  'format_type',
  'get_block_size',
  'getenv',
  'getvariable',
  'in_search_path',
  'json_deserialize_sql',
  'json_execute_serialized_sql',
  'json_serialize_plan',
  'json_serialize_sql',
  'nextval',
  'obj_description',
  'parse_duckdb_log_message',
  'query',
  'query_table',
  'set_config',
  'setseed',
  'sleep_ms',
  'stats',
  'txid_current',
  'write_log',
]);

export function isRefusedFunction(name: string): boolean {
  const lower = name.toLowerCase();
  return refused.has(lower) || lower.startsWith('pg_') || lower.startsWith('__');
}

export function isAllowedTableFunction(name: string): boolean {
  return tableFunctions.has(name.toLowerCase());
}
