export { authSettings, refuseOpenDoors } from './auth-settings.js';
export { blobCredentials, childEnvironment } from './child-environment.js';
export { loadSettings, parseSettings, SettingsError } from './load-settings.js';
export {
  commonSettings,
  replicaSettings,
  scratchSettings,
  servingSettings,
  setting,
} from './setting-types.js';
