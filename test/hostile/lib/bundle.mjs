// The driver and what it needs in one file, so that users run it who have no way to this repository.
import { chmodSync, cpSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));

/**
 * @param entry a file beside this one.
 * @returns where it is now, and the hostile program.
 */
export async function bundleRunner(folder, entry = 'runner.mjs') {
  const runner = join(folder, entry);
  await build({
    entryPoints: [join(here, entry)],
    outfile: runner,
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
  const program = join(folder, 'program');
  mkdirSync(program, { recursive: true });
  cpSync(join(here, '..', 'program'), program, { recursive: true });
  for (const path of [folder, program]) chmodSync(path, 0o755);
  return { runner, program };
}
