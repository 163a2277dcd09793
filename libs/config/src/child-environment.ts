/** What a program needs of its parent's environment to run at all. */
const inherited = [
  'PATH',
  'HOME',
  'USER',
  'LANG',
  'LC_ALL',
  'TZ',
  'TMPDIR',
  'LD_LIBRARY_PATH',
  'UV_THREADPOOL_SIZE',
  // Where a GPU's driver is found.
  'VK_DRIVER_FILES',
  'VK_ADD_DRIVER_FILES',
  'CUDA_VISIBLE_DEVICES',
];

/**
 * The environment of a child process: its own settings and what it needs to run. Nothing else passes, so that a
 * variable such as `PORT` in somebody's shell configures no service by accident.
 */
export function childEnvironment(
  own: Readonly<Record<string, string>>,
  env: NodeJS.ProcessEnv = process.env,
): Record<string, string> {
  const needed = inherited.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]] as const]));
  return { ...Object.fromEntries(needed), ...own };
}

/** What the clients of object stores read of their environment: settings, and where credentials are or come from. */
const ofObjectStore: Readonly<Record<string, readonly string[]>> = {
  's3:': [
    'AWS_REGION',
    'AWS_DEFAULT_REGION',
    'AWS_ACCESS_KEY_ID',
    'AWS_SECRET_ACCESS_KEY',
    'AWS_SESSION_TOKEN',
    'AWS_ROLE_ARN',
    'AWS_ROLE_SESSION_NAME',
    'AWS_WEB_IDENTITY_TOKEN_FILE',
    'AWS_STS_REGIONAL_ENDPOINTS',
    'AWS_CONTAINER_CREDENTIALS_FULL_URI',
    'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
    'AWS_CONTAINER_AUTHORIZATION_TOKEN',
    'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE',
    'AWS_PROFILE',
    'AWS_CONFIG_FILE',
    'AWS_SHARED_CREDENTIALS_FILE',
    'AWS_EC2_METADATA_DISABLED',
    'AWS_CA_BUNDLE',
    'NODE_EXTRA_CA_CERTS',
  ],
  'gs:': [
    'GOOGLE_APPLICATION_CREDENTIALS',
    'CLOUDSDK_CONFIG',
    'GCE_METADATA_HOST',
    'GCE_METADATA_IP',
    'METADATA_SERVER_DETECTION',
    'NODE_EXTRA_CA_CERTS',
  ],
};

/** For a child process that opens the blob store itself: nothing where the blobs are in a folder. */
export function blobCredentials(
  blobUrl: string,
  env: NodeJS.ProcessEnv = process.env,
): Record<string, string> {
  const names = ofObjectStore[blobUrl.slice(0, blobUrl.indexOf(':') + 1)] ?? [];
  return Object.fromEntries(
    names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]] as const])),
  );
}
