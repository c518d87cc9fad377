// The portal's frontend, built when something of it changed.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint, stamp } from './fingerprint.mjs';
import { defaultStateDir, root } from './paths.mjs';
import { step } from './progress.mjs';
import { run } from './run.mjs';

const commonPackages = () =>
  readdirSync(join(root, 'plugins'))
    .filter(name => name.endsWith('-common'))
    .flatMap(name => [`plugins/${name}/src`, `plugins/${name}/package.json`]);

const configSchemas = () =>
  readdirSync(join(root, 'plugins')).map(name => `plugins/${name}/config.d.ts`);

/** @param {{quiet?: boolean}} [options] */
export async function buildApp({ quiet = false } = {}) {
  const inputs = [
    'packages/app/src',
    'packages/app/public',
    'packages/app/package.json',
    'plugins/mcp-registry/src',
    'plugins/mcp-registry/package.json',
    ...commonPackages(),
    ...configSchemas(),
    'app-config.yaml',
    'yarn.lock',
  ];
  const now = fingerprint(root, inputs);
  const last = stamp(join(root, 'packages', 'app', 'dist', '.sallyport-build'));
  if (last.matches(now)) return;
  await step(
    'Building the portal (about a minute)',
    () =>
      run(['yarn', 'workspace', 'app', 'build'], {
        cwd: root,
        // Addresses and secrets are put in when the portal starts.
        env: { ...process.env, NODE_ENV: 'production' },
        log: join(defaultStateDir, 'logs', 'build.log'),
        what: "The portal's build",
      }),
    { quiet },
  );
  last.set(now);
}
