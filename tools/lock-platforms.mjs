// node tools/lock-platforms.mjs: completes package-lock.json after an `npm install` that could not see every
// optional package of the other platforms. npm leaves those out of the lockfile, and `npm ci` then refuses it.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const file = fileURLToPath(new URL('../package-lock.json', import.meta.url));
const lock = JSON.parse(readFileSync(file, 'utf8'));
const added = complete(lock.packages);
if (added.length > 0) {
  lock.packages = sorted(lock.packages);
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
}
console.log(`${added.length} packages added${added.map((name) => `\n  ${name}`).join('')}`);

/** Adds what is missing; returns its names. */
function complete(packages) {
  const names = [];
  for (const entry of Object.values(packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      const place = `node_modules/${name}`;
      const platform = platformOf(name);
      if (packages[place] || !platform || !/^\d+\.\d+\.\d+/.test(version)) continue;
      packages[place] = { version, ...platform, optional: true };
      names.push(name);
    }
  }
  return names;
}

/** The platform that a package's name ends with, as in `@swc/core-linux-x64-musl`; null when it names none. */
function platformOf(name) {
  const words = name.split(/[/-]/);
  const os = words.find((word) =>
    /^(aix|android|darwin|freebsd|linux|netbsd|openbsd|openharmony|sunos|win32|windows)$/.test(word),
  );
  const cpu = words.find((word) =>
    /^(arm|arm64|ia32|loong64|mips64el|ppc64|riscv64|s390x|wasm32|x64)$/.test(word),
  );
  if (!cpu) return null;
  const libc = words.includes('musl') ? 'musl' : words.includes('gnu') ? 'glibc' : null;
  return {
    cpu: [cpu],
    ...(libc && { libc: [libc] }),
    ...(os && { os: [os === 'windows' ? 'win32' : os] }),
  };
}

function sorted(packages) {
  return Object.fromEntries(Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, 'en')));
}
