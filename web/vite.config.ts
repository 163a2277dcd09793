import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const pages = { site: { base: '/' }, admin: { base: '/admin/' } };

/** One page per mode: `--mode site` and `--mode admin`. */
// biome-ignore lint/style/noDefaultExport: Vite reads the default export
export default defineConfig(({ mode }) => {
  const page = mode === 'admin' ? 'admin' : 'site';
  return {
    root: `src/${page}`,
    base: pages[page].base,
    publicDir: false,
    plugins: [react()],
    build: {
      outDir: `../../dist/${page}`,
      emptyOutDir: true,
      target: 'es2022',
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
    },
    server: { proxy: proxied(page) },
  };
});

/** In development the data comes from a running Rowhouse. */
function proxied(page: 'site' | 'admin') {
  const rowhouse = 'http://127.0.0.1:8080';
  const paths =
    page === 'admin'
      ? ['/admin/overview', '/admin/jobs', '/admin/events', '/admin/pods']
      : ['/api', '/rows', '/splits', '/size', '/parquet', '/datasets', '/first-rows'];
  return Object.fromEntries(paths.map((path) => [path, rowhouse]));
}
