/** The variables of templates/defaults.env. */
export type NginxVariables = Partial<
  Record<
    | 'LISTEN'
    | 'API_UPSTREAM'
    | 'QUERY_UPSTREAM'
    | 'FILES_UPSTREAM'
    | 'ADMIN_UPSTREAM'
    | 'RUN_DIR'
    | 'WORKER_PROCESSES'
    | 'WORKER_CONNECTIONS'
    | 'LOG_FILE'
    | 'ERROR_LOG_FILE'
    | 'ERROR_LOG_LEVEL'
    | 'TRUST_FORWARDED_HEADERS'
    | 'ADMIN_ROUTES'
    | 'METRICS_ROUTES'
    | 'KEEPALIVE_TIMEOUT'
    | 'CONNECT_TIMEOUT'
    | 'READ_TIMEOUT'
    | 'BODY_TIMEOUT'
    | 'SHUTDOWN_TIMEOUT',
    string
  >
>;

/** The variables with their defaults. */
export function defaultVariables(): Promise<Required<NginxVariables>>;

/** Every configuration file by its name, filled; nothing is written. */
export function renderNginxConfig(variables?: NginxVariables): Promise<Record<string, string>>;

/** Writes the filled files into RUN_DIR and returns the command that starts nginx in the foreground with them. */
export function writeNginxConfig(variables: NginxVariables): Promise<string[]>;
