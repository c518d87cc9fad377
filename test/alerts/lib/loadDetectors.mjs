// The detectors as the gateway runs them, from their source.
import { build } from 'esbuild';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const SOURCE = join(
  import.meta.dirname,
  '../../../plugins/mcp-gateway-common/src/alerts',
);

/** @returns {Promise<{DETECTORS: object[], detect: Function, describeFinding: Function}>} */
export async function loadDetectors() {
  const folder = mkdtempSync(join(tmpdir(), 'detectors-'));
  try {
    const outfile = join(folder, 'detectors.mjs');
    await build({
      stdin: {
        contents:
          "export * from './detectors/detectors'; export * from './detect'; export * from './describeFinding';",
        resolveDir: SOURCE,
        loader: 'ts',
      },
      bundle: true,
      format: 'esm',
      platform: 'node',
      outfile,
      logLevel: 'error',
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
