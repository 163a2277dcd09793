// npm run bench -w libs/compute: how fast the kernels are on every device of this machine.
//   npm run bench -w libs/compute                  all devices
//   npm run bench -w libs/compute -- gpu cpu       some: gpu, software, cpu
//   npm run bench -w libs/compute -- --seconds=10  aims at so long a measurement; 3 s when absent
import { openDevice } from '../dist/index.js';
import { knownCard } from './cards.mjs';
import { measurements } from './measurements.mjs';

const args = process.argv.slice(2);
const seconds = Number(args.find((word) => word.startsWith('--seconds='))?.slice('--seconds='.length) ?? 3);
const kinds = args.filter((word) => !word.startsWith('--'));

const table = new Map();
for (const kind of kinds.length > 0 ? kinds : ['gpu', 'software', 'cpu']) {
  try {
    const device = await openDevice({ accept: [kind] });
    console.log(`\n${kind}: ${device.report.name}`);
    await measure(kind, device);
    await device.close();
  } catch (error) {
    console.log(`\n${kind}: not measured. ${error.message}`);
  }
}
console.log('\nRatios, gpu : software : cpu (medians of three rounds; the twin on the processor is 1)');
for (const [name, rates] of table) {
  const base = rates.cpu ?? rates.software ?? rates.gpu;
  const ratios = ['gpu', 'software', 'cpu'].map((kind) =>
    rates[kind] ? (rates[kind] / base).toPrecision(3) : '–',
  );
  console.log(`  ${name.padEnd(44)} ${ratios.join(' : ')}`);
}
// Dawn may keep its threads for a while.
process.exit(0);

async function measure(kind, device) {
  const card = kind === 'gpu' ? knownCard(device.report.name) : null;
  if (card)
    console.log(
      `  by its data sheet ${(card.lanesPerSecond / 1e12).toFixed(1)} T instructions/s in 32-bit lanes`,
    );
  for (const { name, unit, run, instructions } of measurements) {
    const rate = await median3(() => rateOf(device, run));
    const share =
      card && instructions
        ? `  ${((100 * rate * instructions) / card.lanesPerSecond).toFixed(0)} % of peak`
        : '';
    console.log(`  ${name.padEnd(44)} ${rate.toExponential(2)} ${unit}/s${share}`);
    if (!table.has(name)) table.set(name, {});
    table.get(name)[kind] = rate;
  }
}

/** Makes the work larger until it takes long enough, the way there being the warm-up. */
async function rateOf(device, run) {
  for (let size = 1, round = 0; ; round++) {
    const start = performance.now();
    const units = await run(device, size);
    const took = (performance.now() - start) / 1000;
    if (took > seconds / 3 || round === 20) return units / took;
    size = Math.ceil(size * Math.min(16, Math.max(2, seconds / 2 / took)));
  }
}

async function median3(measureOnce) {
  const rates = [await measureOnce(), await measureOnce(), await measureOnce()];
  return rates.sort((a, b) => a - b)[1];
}
