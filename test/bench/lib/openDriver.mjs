import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const ENTRY = fileURLToPath(new URL('./driverEntry.ts', import.meta.url));
const MIB = 1024 * 1024;
const SILENT = {
  child: () => SILENT,
  debug() {},
  info() {},
  warn() {},
  error: text => process.stderr.write(`${text}\n`),
};

/**
 * The driver `sandbox` in this process, with its usual bounds.
 * @param {{folder: string, installed: string[], useGvisor?: boolean}} options `installed`: where packages are taken from
 */
export async function openDriver({ folder, installed, useGvisor = false }) {
  const outfile = join(folder, 'driver.mjs');
  await build({
    entryPoints: [ENTRY],
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
  const { SandboxDriver, SandboxPackages } = await import(
    pathToFileURL(outfile)
  );
  const directory = join(folder, 'state');
  const settings = {
    directory,
    mounts: { read: [], write: [], volumes: {}, directory },
    allowEverything: false,
    limits: { memoryBytes: 512 * MIB },
    requireHardLimits: false,
    useCgroups: true,
    useGvisor,
    openedHosts: [],
    packages: { installed, cacheBytes: 1024 * MIB, timeoutMs: 60_000 },
  };
  const driver = SandboxDriver.create({
    settings,
    logger: SILENT,
    packages: SandboxPackages.create({ settings, logger: SILENT }),
  });
  const { ready, tier, problems } = await driver.status();
  if (!ready) throw new Error(`${problems[0].text} ${problems[0].remedy}`);
  return { driver, tier };
}
