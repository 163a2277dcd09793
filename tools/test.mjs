// npm test: provides all that the tests need, runs them all, and ends with a plain count.
//   npm test                          everything
//   npm test -- unit                  one step (or several); see tools/checks/steps.mjs for their names
//   npm test -- integration libs/jobs what follows the names goes to Jest
//   npm test -- --keep                leaves the servers running
import { endRunningCommands, runCommand } from './checks/command.mjs';
import { dockerWorks, testInDocker } from './checks/in-docker.mjs';
import { steps } from './checks/steps.mjs';
import { install, installIsNeeded } from './install.mjs';
import { canInstall, programsPresent } from './servers/programs.mjs';
import { serversRun } from './servers/running.mjs';
import { provideVulkan } from './servers/vulkan.mjs';

/** Steps whose tests use WebGPU where they can; they pass without, on the processor alone, and say so. */
const runsKernels = new Set(['unit', 'integration', 'e2e']);
const nothing = { passed: 0, failed: 0, skipped: 0, problem: null };

process.exitCode = await main(process.argv.slice(2));

async function main(args) {
  if (Number(process.versions.node.split('.')[0]) < 20) {
    console.error(`Node.js 20 or newer is needed; this is ${process.version}.`);
    return 1;
  }
  const keep = args.includes('--keep');
  const words = args.filter((word) => word !== '--keep');
  const known = new Set(steps.map((step) => step.name));
  let leading = 0;
  while (known.has(words[leading])) leading++;
  const names = words.slice(0, leading);
  const forJest = words.slice(leading);
  const chosen = steps.filter((step) => (names.length === 0 ? !step.onDemand : names.includes(step.name)));
  if (forJest.length > 0 && names.length === 0) {
    console.error(`Unknown: ${forJest[0]}. The steps are ${[...known].join(', ')}.`);
    return 1;
  }

  const needsServers = chosen.some((step) => step.needs.includes('servers'));
  if (needsServers && !programsPresent() && !canInstall() && dockerWorks()) return testInDocker(args);
  return report(await runAll(chosen, forJest, { keep, needsServers }));
}

async function runAll(chosen, forJest, { keep, needsServers }) {
  const outcomes = [];
  let interrupted = false;
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.on(signal, () => {
      interrupted = true;
      endRunningCommands();
    });
  }
  const step = async (name, work) => {
    if (interrupted) return { ...nothing, failed: 1 };
    console.log(`\n── ${name}`);
    const start = Date.now();
    const outcome = { name, ...(await work()), seconds: (Date.now() - start) / 1000 };
    outcomes.push(outcome);
    console.log(`── ${lineOf(outcome)}`);
    return outcome;
  };

  if (installIsNeeded() && (await step('install', prepare(install))).failed) return { outcomes, interrupted };

  if (chosen.some((one) => runsKernels.has(one.name))) {
    const { env, line } = provideVulkan();
    Object.assign(process.env, env);
    console.log(`\n── software adapter for WebGPU: ${line}`);
  }
  const startedServers = needsServers && !serversRun();
  const unmet = new Set();
  try {
    if (startedServers && (await step('servers', command('node', 'tools/servers/up.mjs'))).failed)
      unmet.add('servers');
    const needsBuild = chosen.some((one) => one.needs.includes('build'));
    if (needsBuild && (await step('build', command('npm', 'run', 'build'))).failed) unmet.add('build');
    for (const { name, needs, run } of chosen) {
      const missing = needs.find((need) => unmet.has(need));
      await step(name, () =>
        missing ? { ...nothing, failed: 1, problem: `not run: the step "${missing}" failed` } : run(forJest),
      );
    }
  } finally {
    if (startedServers && !keep) await runCommand(['node', 'tools/servers/down.mjs']);
  }
  return { outcomes, interrupted };
}

/** A preparation counts only when it fails. */
function prepare(work) {
  return async () => {
    try {
      await work();
      return nothing;
    } catch (error) {
      return { ...nothing, failed: 1, problem: error.message };
    }
  };
}

function command(...words) {
  return prepare(async () => {
    const { ok, problem } = await runCommand(words, { env: { NX_TUI: 'false' } });
    if (!ok) throw new Error(`${words.join(' ')}: ${problem}`);
  });
}

function report({ outcomes, interrupted }) {
  const total = { passed: 0, failed: interrupted ? 1 : 0, skipped: 0 };
  console.log(`\n${interrupted ? 'Interrupted\n' : ''}`);
  for (const outcome of outcomes) {
    for (const key of Object.keys(total)) total[key] += outcome[key];
    console.log(lineOf(outcome));
  }
  console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  return total.failed > 0 || total.skipped > 0 || total.passed === 0 ? 1 : 0;
}

function lineOf({ name, passed, failed, skipped, problem, seconds }) {
  const mark = failed + skipped > 0 ? '✘' : '✔';
  const counts =
    passed + failed + skipped > 0 ? `${passed} passed, ${failed} failed, ${skipped} skipped` : 'done';
  return `${mark} ${name.padEnd(12)} ${seconds.toFixed(1).padStart(7)} s  ${counts}${problem ? ` (${problem})` : ''}`;
}
