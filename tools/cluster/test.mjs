#!/usr/bin/env node
// The chart on a real Kubernetes: npm run test:cluster [-- --built] [-- --keep]
//   --built  the images are there already    --keep  leave the cluster up
import { startCluster } from './clusters.mjs';
import { buildImages, images } from './images.mjs';
import { Release } from './release.mjs';
import { scenario } from './scenario.mjs';

const has = (flag) => process.argv.includes(flag);
const cluster = await startCluster();
console.log(`cluster: ${cluster.name}`);
let release;
let failed = 0;
let passed = 0;
try {
  if (cluster.name !== 'KUBECONFIG') {
    if (!has('--built')) await buildImages(cluster.name === 'one node');
    await cluster.load(images);
  }
  release = new Release(cluster.kubeconfig);
  await release.prepare(cluster.volumes);
  for (const [name, step] of scenario(release)) {
    const start = Date.now();
    try {
      const note = await step();
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
  if (!has('--keep')) await cluster.down();
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
