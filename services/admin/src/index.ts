export { type AdminSettings, adminSettings } from './settings.js';
export { startAdmin } from './start-admin.js';
