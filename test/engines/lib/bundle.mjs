// The driver as one module of JavaScript, so that Node's own test runner can use it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const DRIVER =
  'plugins/mcp-gateway-backend-module-docker/src/driver/DockerDriver.ts';

/** The class `DockerDriver`. */
export async function loadDriver() {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-driver-'));
  const outfile = join(folder, 'driver.mjs');
  try {
    await build({
      entryPoints: [join(root, DRIVER)],
      outfile,
      bundle: true,
      platform: 'node',
      target: 'node22',
      format: 'esm',
      // Some of what is bundled asks for its parts as CommonJS does.
      banner: {
        js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
      },
      logLevel: 'error',
    });
    const { DockerDriver } = await import(pathToFileURL(outfile).href);
    return DockerDriver;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
