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
