import { resampledQuantiles } from '../bootstrap/order-statistics.js';
import { resampleMoments } from '../bootstrap/resample-twin.js';
import { simulateBlocks } from '../gbm/block-twin.js';
import { assignTiles } from '../kmeans/assign-twin.js';
import { clusterSums } from '../kmeans/update-twin.js';

/** The kernels that threads know; each is the twin of one in WGSL, or has no other device. */
export const threadKernels = {
  simulate: simulateBlocks,
  resample: resampleMoments,
  orderStatistics: resampledQuantiles,
  assign: assignTiles,
  clusterSums,
};

export type ThreadKernelName = keyof typeof threadKernels;
