#!/usr/bin/env node
// The chart on a real Kubernetes: npm run test:cluster [-- --built] [-- --keda] [-- --keep] [-- --up]
//   --built  the images are there already    --keda  build KEDA for the one-node cluster (some minutes, once)
//   --keep   leave the cluster up            --up    only install, put a dataset in, and leave all of it up
import { startCluster } from './clusters.mjs';
import { buildImages, images } from './images.mjs';
import { Release } from './release.mjs';
import { scenario } from './scenario.mjs';

const has = (flag) => process.argv.includes(flag);
const cluster = await startCluster({ keda: has('--keda') });
console.log(`cluster: ${cluster.name}`);
let release;
let failed = 0;
let passed = 0;
const skipped = [];
try {
  if (cluster.name !== 'KUBECONFIG') {
    if (!has('--built')) await buildImages(cluster.name === 'one node');
    await cluster.load(images);
    await cluster.addOns();
  }
  release = new Release(cluster.kubeconfig);
  await release.prepare(cluster.volumes);
  for (const [name, step] of scenario(release).slice(0, has('--up') ? 4 : undefined)) {
    const start = Date.now();
    try {
      const note = await step();
      if (note?.skipped) {
        skipped.push(name);
        console.log(`SKIPPED  ${name}: ${note.skipped}`);
        continue;
      }
      passed += 1;
      console.log(`ok    ${name} (${Math.round((Date.now() - start) / 1000)} s)${note ? `: ${note}` : ''}`);
    } catch (error) {
      failed += 1;
      console.log(`FAIL  ${name}: ${error.message}`);
      console.log(await release.state());
      // Each step stands on those before.
      break;
    }
  }
} finally {
  release?.close();
  if (!has('--keep') && !has('--up')) await cluster.down();
  else console.log(`KUBECONFIG=${cluster.kubeconfig}`);
}
for (const name of skipped) console.log(`NOT TESTED: ${name}`);
console.log(`${passed} passed, ${failed} failed, ${skipped.length} skipped`);
process.exitCode = failed === 0 ? 0 : 1;
