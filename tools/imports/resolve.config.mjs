// How the import check finds our packages: at their source, built or not. The shape is webpack's.
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';

const alias = {
  '@rowhouse/web/wire': resolve('web/wire'),
  '@rowhouse/worker$': resolve('services/worker/src/index.ts'),
};
for (const lib of readdirSync('libs')) {
  alias[`@rowhouse/${lib}$`] = resolve('libs', lib, 'src/index.ts');
  alias[`@rowhouse/${lib}`] = resolve('libs', lib, 'src');
}

// biome-ignore lint/style/noDefaultExport: webpack's configuration files are read this way.
export default { resolve: { alias } };
