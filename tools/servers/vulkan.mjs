// A Vulkan driver in software, Mesa's lavapipe, on which the tests run the kernels for GPUs. Tests pass without it.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asRoot, onPath } from './programs.mjs';
import { serversDir } from './state.mjs';

/** Older ones are refused by Dawn. */
const leastMesa = 24;
const aside = join(serversDir, 'vulkan');
const asideIcd = join(aside, 'lvp_icd.json');

/**
 * Finds lavapipe or installs it.
 * @returns {{ env: Record<string, string>, line: string }} what to add to the environment of tests, and what was found
 */
export function provideVulkan() {
  if (process.platform !== 'linux') return { env: {}, line: `none is installed on ${process.platform}` };
  const before = found();
  if (before) return before;
  try {
    install();
  } catch (error) {
    return { env: {}, line: `NONE (${error.message}); kernels are tested on the processor only` };
  }
  return (
    found() ?? {
      env: {},
      line: 'NONE, although packages were installed; kernels are tested on the processor only',
    }
  );
}

function found() {
  const loader = spawnSync('ldconfig', ['-p'], {
    encoding: 'utf8',
    env: { ...process.env, PATH: `${process.env.PATH}:/sbin` },
  });
  if (!loader.stdout?.includes('libvulkan.so.1')) return null;
  const version = mesaVersion();
  const folders = ['/usr/share/vulkan/icd.d', '/etc/vulkan/icd.d'];
  const installed = folders.some(
    (folder) => existsSync(folder) && readdirSync(folder).some((file) => file.startsWith('lvp_icd')),
  );
  if (installed && version !== null && version >= leastMesa)
    return { env: {}, line: `lavapipe of Mesa ${version}` };
  if (!existsSync(asideIcd)) return null;
  // A real card keeps its driver; else the old Mesa, which only complains, is left out.
  const card = folders.some(
    (folder) => existsSync(folder) && readdirSync(folder).some((file) => file.startsWith('nvidia')),
  );
  return {
    env: { [card ? 'VK_ADD_DRIVER_FILES' : 'VK_DRIVER_FILES']: asideIcd },
    line: `lavapipe in ${aside}`,
  };
}

/** The major version of the installed package; null without it. */
function mesaVersion() {
  const { stdout, status } = spawnSync('dpkg-query', ['-s', 'mesa-vulkan-drivers'], {
    encoding: 'utf8',
  });
  const version = /^Version: (?:\d+:)?(\d+)/m.exec(status === 0 ? stdout : '');
  return version ? Number(version[1]) : null;
}

function install() {
  const root = asRoot();
  if (!onPath('apt-get') || root === null)
    throw new Error('it is installed with apt-get by root, which is not possible here');
  console.log('Installing libvulkan1 and mesa-vulkan-drivers (apt-get)');
  run([...root, 'sh', '-euc', installScript]);
  const version = mesaVersion();
  if (version === null || version >= leastMesa) return;
  // Debian 12: its driver brings the libraries, the one of the backports is laid beside it, no package is replaced.
  console.log(`Mesa ${version} is too old for Dawn: unpacking the driver of bookworm-backports in ${aside}`);
  run(['sh', '-euc', unpackScript, 'unpack', aside]);
  const icd = {
    file_format_version: '1.0.0',
    ICD: { api_version: '1.4.0', library_path: join(aside, 'libvulkan_lvp.so') },
  };
  writeFileSync(asideIcd, `${JSON.stringify(icd)}\n`);
}

function run([program, ...args]) {
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8', timeout: 300_000 });
  if (status !== 0) throw new Error(`apt-get: ${stderr.trim().split('\n').at(-1) || `status ${status}`}`);
}

const installScript = `
export DEBIAN_FRONTEND=noninteractive
apt-get update -q
apt-get install -y -q --no-install-recommends libvulkan1 mesa-vulkan-drivers
`;

// From the mirror that the system uses, with lists and a cache of its own, so that its sources stay as they are.
const unpackScript = `
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/lists/partial" "$work/cache/archives/partial" "$1"
chmod -R a+rX "$work"
keys=/usr/share/keyrings/debian-archive-keyring.gpg
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Release: bookworm' | head -n 1)
[ -n "$mirror" ] || { echo "no mirror of Debian 12 is among the sources of apt" >&2; exit 1; }
echo "deb [signed-by=$keys] $mirror bookworm-backports main" > "$work/sources.list"
own="-o Dir::Etc::sourcelist=$work/sources.list -o Dir::Etc::sourceparts=- -o Dir::State::lists=$work/lists -o Dir::Cache=$work/cache"
apt-get -q $own update
cd "$work"
apt-get -q $own download mesa-vulkan-drivers
dpkg-deb -x mesa-vulkan-drivers_*.deb unpacked
cp unpacked/usr/lib/*/libvulkan_lvp.so "$1/libvulkan_lvp.so"
`;
