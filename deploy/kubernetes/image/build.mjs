// The program of our image as one file: node deploy/kubernetes/image/build.mjs [file]
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..', '..');
const outfile = process.argv[2] ?? join(here, 'egress.cjs');

const { status } = spawnSync(
  join(root, 'node_modules', '.bin', 'esbuild'),
  [
    join(
      root,
      'plugins/mcp-gateway-backend-module-kubernetes/src/egress/programs/main.ts',
    ),
    '--bundle',
    '--platform=node',
    '--target=node22',
    '--format=cjs',
    '--log-level=warning',
    `--outfile=${outfile}`,
  ],
  { stdio: 'inherit' },
);
process.exit(status ?? 1);
