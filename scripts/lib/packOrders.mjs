// The example company's own npm package, made as its CI would before it publishes: one file with all that it needs.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';

const SOURCE = join(root, 'examples', 'orders');

/**
 * Leaves the package where an administrator's installations are (mcpGateway.runtimes.sandbox.packages.installed). The same source
 * gives the same bytes, which is what people approve.
 * @param {string} folder
 */
export async function packOrders(folder) {
  const manifest = readFileSync(join(SOURCE, 'mcp-package.json'), 'utf8');
  const { name, bin } = JSON.parse(manifest);
  const [program] = Object.values(bin);
  const place = join(folder, 'node_modules', name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, 'package.json'), manifest);
  // Installed with the rest: not there before the first "npm start" has done that.
  const { build } = await import('esbuild');
  await build({
    absWorkingDir: root,
    entryPoints: [join(SOURCE, 'src', 'stdio.ts')],
    outfile: join(place, program),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    banner: { js: '#!/usr/bin/env node' },
    logLevel: 'silent',
  });
}
