import { loadSettings } from '@rowhouse/config';
import { adminFolder, contentSecurityPolicy } from '@rowhouse/web';
import { adminSettings } from './settings.js';
import { startAdmin } from './start-admin.js';

await startAdmin(loadSettings(adminSettings), { folder: adminFolder, contentSecurityPolicy });
