export { type BootstrapResult, bootstrap } from './bootstrap/bootstrap.js';
export {
  type BootstrapData,
  type BootstrapMethod,
  type BootstrapOptions,
  bootstrapLimits,
} from './bootstrap/plan.js';
export type { Statistic } from './bootstrap/statistic.js';
export type { ComputeDevice, DeviceKind, DeviceReport } from './device/device.js';
export { type OpenDeviceOptions, openDevice } from './device/open-device.js';
export {
  type GbmAsset,
  type GbmModel,
  gbmLimits,
  type OptionSide,
  type Payoff,
} from './gbm/model.js';
export type { SamplePaths } from './gbm/sample-paths.js';
export { type SimulateOptions, type SimulationResult, simulate } from './gbm/simulate.js';
export { type KmeansOptions, type KmeansResult, kmeans, kmeansLimits } from './kmeans/kmeans.js';
export type { Scaling } from './kmeans/points.js';
export type { RunControl } from './run/chunked.js';
export type { Histogram } from './statistics/binned-quantile.js';
