// The check as the registry runs it, from its source.
import { build } from 'esbuild';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const SOURCE = join(
  import.meta.dirname,
  '../../../plugins/mcp-registry-common/src/checks/surface',
);

/** @returns {Promise<{checkToolSurface: Function, SURFACE_RULES: object[]}>} */
export async function loadCheck() {
  const folder = mkdtempSync(join(tmpdir(), 'tool-surface-check-'));
  try {
    const outfile = join(folder, 'check.mjs');
    await build({
      stdin: {
        contents:
          "export * from './checkToolSurface'; export * from './rules/rules';",
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
